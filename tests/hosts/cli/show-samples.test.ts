import { expect, it } from 'vitest';
import { sampleRows } from '../../../src-main/hosts/cli/commands/show-samples.ts';

it('says how many files with the same contents it does not tell', () => {
  expect(sampleRows({ name: 'sample-a', files: ['/data/1.png', '/data/2.png'], more: 3 })).toEqual([['sample-a', '/data/1.png'], ['sample-a', '/data/2.png'], ['sample-a', '… and 3 more with the same contents']]);
  expect(sampleRows({ name: 'sample-a', files: ['/data/1.png'], more: 0 })).toEqual([['sample-a', '/data/1.png']]);
});
