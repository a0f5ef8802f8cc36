import { describe, expect, it } from 'vitest';
import { openReadings } from '../../../src-main/services/training/readings.ts';

/** A reading that ends only when it is told to. */
const endless = (signal: AbortSignal): Promise<never> => new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)));

describe('readings', () => {
  it('that fail say why', async () => {
    await expect(openReadings().run('a', () => Promise.reject(new Error('no images')))).rejects.toThrow('no images');
  });

  it('are cancelled by what they were asked, and no others', async () => {
    const readings = openReadings();
    const [first, second] = [readings.run({ folder: 'a' }, endless), readings.run({ folder: 'b' }, endless)];
    readings.cancel({ folder: 'a' });
    expect(await first).toBeNull();
    readings.cancel({ folder: 'c' });
    expect(await Promise.race([second, Promise.resolve('goes on')])).toBe('goes on');
    readings.cancel({ folder: 'b' });
    expect(await second).toBeNull();
  });

  it('of the same are one, and are read anew once it has ended', async () => {
    const readings = openReadings();
    let reads = 0;
    const read = () => Promise.resolve(++reads);
    expect(await Promise.all([readings.run('a', read), readings.run('a', read)])).toEqual([1, 1]);
    expect(await readings.run('a', read)).toBe(2);
  });
});
