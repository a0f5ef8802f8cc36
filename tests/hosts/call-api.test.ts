import { describe, expect, it } from 'vitest';
import type { Api } from '../../src-shared/api/index.ts';
import { callApi } from '../../src-main/hosts/call-api.ts';

describe('a call from outside', () => {
  const heard: unknown[] = [];
  const api = {
    runs: { get: (argument: unknown) => Promise.resolve(heard.push(argument)), tags: () => Promise.resolve(['paper']) },
  } as unknown as Api;

  it('reaches the method that it names, with what the schema made of its argument', async () => {
    await callApi(api, 'runs.get', { runId: 'a', more: 'is dropped' });
    expect(heard).toEqual([{ runId: 'a' }]);
    expect(await callApi(api, 'runs.tags', undefined)).toEqual(['paper']);
  });

  it.each(['runs', 'runs.', 'runs.erase', 'runs.constructor', '__proto__.toString', 'runs.get.call', 'runs.__proto__', ''])(
    'is refused when it names no method: %j',
    async (name) => {
      await expect(callApi(api, name, {})).rejects.toThrow('expected the name of a method');
    },
  );

  it.each([
    ['runs.get', undefined, 'runs.get: expected a group of fields such as { runId: … }, but found nothing'],
    ['runs.get', { runId: 7 }, 'runs.get: runId: expected text, but found 7'],
    ['runs.tags', { all: true }, 'runs.tags: expected no argument, but found one'],
  ])('is refused when its argument is not what %s takes: %j', async (name, argument, message) => {
    await expect(callApi(api, name, argument)).rejects.toThrow(message);
  });
});
