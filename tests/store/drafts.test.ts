import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findDraft, listDrafts, removeDraft, saveDraft, syncDrafts } from '../../src-main/store/drafts.ts';
import { temporaryDatabase, temporaryFolder } from './fixtures.ts';

test('a draft is kept in a file of its own, so that a new database finds it', async () => {
  const folder = join(temporaryFolder(), 'drafts');
  const db = temporaryDatabase();
  const first = await saveDraft(db, folder, { name: 'one', yaml: 'name: one # kept\n' });
  const second = await saveDraft(db, folder, { name: 'two', yaml: '' });
  const changed = await saveDraft(db, folder, { draftId: first.id, name: 'one', yaml: 'name: uno\n' });
  expect(changed).toMatchObject({ id: first.id, yaml: 'name: uno\n' });
  await removeDraft(db, folder, { draftId: second.id });
  expect(readdirSync(folder)).toEqual([`${first.id}.json`]);
  const other = temporaryDatabase();
  expect(await syncDrafts(other, folder)).toEqual([]);
  expect(listDrafts(other)).toEqual([changed]);
});

test('a draft whose file is gone gets it back; a broken file is told and left alone', async () => {
  const folder = join(temporaryFolder(), 'drafts');
  const db = temporaryDatabase();
  const { id } = await saveDraft(db, folder, { name: 'one', yaml: '' });
  rmSync(join(folder, `${id}.json`));
  writeFileSync(join(folder, 'torn.json'), '{"formatVersion":1,');
  expect(await syncDrafts(db, folder)).toEqual([`expected JSON in ${join(folder, 'torn.json')}`]);
  expect(readdirSync(folder).sort()).toEqual([`${id}.json`, 'torn.json'].sort());
});

test('a draft that is not there is said not to be there', () => {
  expect(() => findDraft(temporaryDatabase(), { draftId: 'x' })).toThrow('expected the id of a draft, but found x');
});
