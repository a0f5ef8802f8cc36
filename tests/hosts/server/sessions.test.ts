import { describe, expect, it } from 'vitest';
import { parsePublicOrigin } from '../../../src-main/hosts/server/gate.ts';
import { Sessions } from '../../../src-main/hosts/server/sessions.ts';

const HOUR_MS = 3_600_000;

describe('sessions', () => {
  it('last as long as they are used, and half a day beyond', () => {
    let now = 0;
    const sessions = new Sessions(() => now);
    const cookie = sessions.exchange(sessions.token) ?? '';
    for (let use = 0; use < 3; use++) {
      now += 11 * HOUR_MS;
      expect(sessions.use(cookie)).toBe(true);
    }
    now += 13 * HOUR_MS;
    expect(sessions.use(cookie)).toBe(false);
    now -= 13 * HOUR_MS;
    expect(sessions.use(cookie)).toBe(false);
  });

  it('know when somebody is trying tokens, and forget it after a minute', () => {
    let now = 0;
    const sessions = new Sessions(() => now);
    for (let i = 0; i < 10; i++) expect(sessions.exchange(`guess ${i}`)).toBeNull();
    expect(sessions.besieged).toBe(false);
    sessions.exchange('guess 11');
    expect(sessions.besieged).toBe(true);
    now += 60_001;
    expect(sessions.besieged).toBe(false);
  });

  it('still let the right token in while somebody is trying', () => {
    const sessions = new Sessions();
    for (let i = 0; i < 50; i++) sessions.exchange(`guess ${i}`);
    expect(sessions.exchange(sessions.token)).not.toBeNull();
  });
});

describe('the public origin', () => {
  it.each([
    ['https://gpu7.example.org', 'https://gpu7.example.org'],
    ['http://localhost:9000/', 'http://localhost:9000'],
  ])('may be %s', (text, origin) => expect(parsePublicOrigin(text)).toBe(origin));

  it.each(['gpu7.example.org', 'https://gpu7.example.org/delira', 'ftp://gpu7', 'https://user@gpu7', 'null', ''])('may not be %j', (text) => {
    expect(() => parsePublicOrigin(text)).toThrow('expected an origin');
  });
});
