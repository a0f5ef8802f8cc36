import { describe, it } from 'vitest';
import { expectRunOutlivesHosts } from './host-kills.ts';

describe('a run whose host is killed twice', () => {
  it('trains on as if nothing had happened, and each next host knows how it stands', async () => {
    await expectRunOutlivesHosts([0, 500], 8);
  });
});
