import { describe, it } from 'vitest';
import { expectRunOutlivesHosts } from './host-kills.ts';

describe('a run of several epochs whose host is killed ten times', () => {
  it('trains on as if nothing had happened, and each next host knows how it stands', async () => {
    await expectRunOutlivesHosts(Array.from({ length: 10 }, () => Math.round(Math.random() * 2000)), 40);
  });
});
