import { describe, expect, it } from 'vitest';
import { BadInput } from '../../src-shared/lib/bad-input.ts';
import { decodeAnswer, encodeAnswer, encodeError } from '../../src-main/trainer/answer-line.ts';

describe('the line that a short command answers', () => {
  it('carries plain data and bytes', () => {
    const answer = { tiles: [{ png: Uint8Array.from([137, 80, 0, 255]), drawn: 'rotate 8.2° "quoted"\n' }], none: null };
    const line = encodeAnswer(answer);
    expect(line.indexOf('\n')).toBe(line.length - 1);
    expect(decodeAnswer(line)).toEqual({ answer });
    expect(decodeAnswer(encodeAnswer({ png: Buffer.from('abc') }))).toEqual({ answer: { png: new Uint8Array(Buffer.from('abc')) } });
  });

  it('carries an error with its kind and what helps', () => {
    const line = encodeError(new BadInput('expected a folder', { help: 'Choose another.' }));
    expect(() => decodeAnswer(line)).toThrow(expect.objectContaining({ name: 'BadInput', message: 'expected a folder', help: 'Choose another.' }) as Error);
  });

  it('is told from what a library prints', () => {
    expect(decodeAnswer('Hi, looks like you are running')).toBeNull();
    expect(decodeAnswer('{"level":"warn"}')).toBeNull();
  });
});
