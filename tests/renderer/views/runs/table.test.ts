import { describe, expect, it } from 'vitest';
import { NO_CHOICE, addRange, toggleRow } from '../../../../src-renderer/views/runs/row-choice.ts';
import { DEFAULT_COLUMNS, nextSort, readColumns, writeColumns } from '../../../../src-renderer/views/runs/run-columns.ts';
import { runsCsv } from '../../../../src-renderer/views/runs/runs-csv.ts';
import type { RunSummary } from '../../../../src-shared/domain/run.ts';

describe('the columns of the table of runs', () => {
  it('are remembered, in the order of the table', () => {
    expect(readColumns(writeColumns(['tags', 'name', 'status']))).toEqual(['status', 'name', 'tags']);
  });

  it('never lose status and name, and leave out what nobody knows', () => {
    expect(readColumns('speed,duration')).toEqual(['status', 'name', 'duration']);
    expect(readColumns(null)).toEqual(DEFAULT_COLUMNS);
  });

  it('sort text from A and numbers from the largest, and turn round at the second click', () => {
    expect(nextSort({ by: 'created', descending: true }, 'name')).toEqual({ by: 'name', descending: false });
    expect(nextSort({ by: 'name', descending: false }, 'selection')).toEqual({ by: 'selection', descending: true });
    expect(nextSort({ by: 'name', descending: false }, 'name')).toEqual({ by: 'name', descending: true });
  });
});

describe('ticked rows', () => {
  const idAt = (index: number) => (index === 3 ? null : `r${index}`);

  it('are ticked and unticked one by one', () => {
    const one = toggleRow(NO_CHOICE, 'r1', 1);
    expect([[...one.ids], [...toggleRow(one, 'r1', 1).ids]]).toEqual([['r1'], []]);
  });

  it('grow by a range from the last one, either way, without rows that are not here', () => {
    const choice = toggleRow(NO_CHOICE, 'r2', 2);
    expect([...addRange(choice, 5, idAt).ids]).toEqual(['r2', 'r4', 'r5']);
    expect([...addRange(choice, 0, idAt).ids]).toEqual(['r2', 'r0', 'r1']);
  });
});

describe('an export', () => {
  const run = {
    id: 'r1',
    name: '=1+1, "quoted"',
    status: 'finished',
    datasetName: 'MNIST',
    model: 'cnn',
    backend: null,
    epoch: 2,
    epochs: 2,
    step: 100,
    selection: { metric: 'val_loss', mode: 'min', epoch: 2, value: 0.25 },
    testLooks: 0,
    experimentId: null,
    createdMs: 0,
    startedMs: 1000,
    endedMs: null,
    tags: ['a', 'b'],
    folder: '/runs/r1',
  } as unknown as RunSummary;

  it('quotes what needs quotes, and gives a spreadsheet no formula', () => {
    expect(runsCsv([run]).split('\r\n')).toEqual([
      'id,name,status,dataset,model,backend,epoch,epochs,step,selected_metric,selected_epoch,selected_value,test_looks,created,started,ended,tags,folder',
      `r1,"'=1+1, ""quoted""",finished,MNIST,cnn,,2,2,100,val_loss,2,0.25,0,1970-01-01T00:00:00.000Z,1970-01-01T00:00:01.000Z,,a b,/runs/r1`,
      '',
    ]);
  });
});
