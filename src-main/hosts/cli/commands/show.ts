import type { CheckpointInfo, EpochRow, RunDetail, TestLook } from '../../../../src-shared/domain/run.ts';
import { bytesInWords } from '../../../../src-shared/lib/size-words.ts';
import { settingInWords, specFields } from '../../../../src-shared/lib/spec-fields.ts';
import { elsewhereInWords } from '../../../../src-shared/lib/test-looks.ts';
import { exactTime, spanInWords } from '../../../../src-shared/lib/time-words.ts';
import type { Context } from '../context.ts';
import { withServices } from '../context.ts';
import { findRun } from '../find-run.ts';
import { findStudy } from '../find-study.ts';
import { EXIT } from '../io.ts';
import type { ExitCode } from '../io.ts';
import { valueInWords } from '../number-words.ts';
import { studyReport, studyWords } from '../study-report.ts';
import { table } from '../table.ts';

export async function show(context: Context, word: string): Promise<ExitCode> {
  return withServices(context, async (services) => {
    const { runs, studies } = services.api;
    const study = await findStudy(services, word);
    if (study !== null) {
      const report = await studyReport(services, study.id);
      context.io.answer({ ...report, curves: await studies.curves({ studyId: study.id }) }, studyWords(report));
      return EXIT.done;
    }
    const { id: runId } = await findRun(services, word);
    const [run, epochs, checkpoints] = await Promise.all([runs.get({ runId }), runs.epochs({ runId }), runs.checkpoints({ runId })]);
    const parts = [facts(run), epochTable(epochs), checkpointTable(checkpoints), environment(run), settings(run)];
    context.io.answer({ run, epochs, checkpoints }, parts.filter((part) => part !== '').join('\n\n'));
    return EXIT.done;
  });
}

function facts(run: RunDetail): string {
  const { selection, split, startedMs, endedMs, looks } = run;
  return table(null, [
    ['run', run.id],
    ['name', run.name],
    ['folder', run.folderIsThere ? run.folder : `${run.folder}, which is not there: connect its disk`],
    ['status', run.message === null ? run.status : `${run.status}: ${run.message}`],
    ...(run.study === null ? [] : [['part of', `${run.study.kind === 'k-fold' ? `fold ${run.study.member} of` : `run ${run.study.member} of`} ${run.study.members}, ${run.study.name} ${run.study.id}`]]),
    ['dataset', `${run.datasetName}: ${split.train.samples} to train, ${split.val.samples} to validate, ${split.test.samples} to test`],
    ['classes', run.classes.join(', ')],
    ['network', run.parameters === null ? run.model : `${run.model}, ${run.parameters} parameters`],
    ['begun', startedMs === null ? 'not yet' : exactTime(startedMs)],
    ...(startedMs === null || endedMs === null ? [] : [['time', spanInWords(endedMs - startedMs)]]),
    ...(selection === null ? [] : [['selected', `epoch ${selection.epoch} by ${selection.metric} ${valueInWords(selection.value)}: chosen for it, so optimistic`]]),
    ['test side', run.testLooks === 0 ? 'not opened' : `opened ${run.testLooks === 1 ? 'once' : `${run.testLooks} times`}`],
    ...looks.map((look) => [`  ${exactTime(look.timeMs)}`, lookInWords(look)]),
    ...(run.warnings === 0 ? [] : [['warnings', String(run.warnings)]]),
    ...(run.tags.length === 0 ? [] : [['tags', run.tags.join(' ')]]),
  ]);
}

function lookInWords({ epoch, values, elsewhere }: TestLook): string {
  return `epoch ${epoch}${elsewhere === null ? '' : ` on ${elsewhereInWords(elsewhere)}`}: ${valuesInWords(values)}`;
}

function valuesInWords(values: Readonly<Record<string, number>>): string {
  return Object.entries(values).map(([name, value]) => `${name} ${valueInWords(value)}`).join(', ');
}

function epochTable(epochs: readonly EpochRow[]): string {
  const names = [...new Set(epochs.flatMap(({ values }) => Object.keys(values)))];
  if (names.length === 0) return '';
  const rows = epochs.map(({ epoch, values }) => [String(epoch), ...names.map((name) => (values[name] === undefined ? '–' : valueInWords(values[name])))]);
  return table(['epoch', ...names], rows);
}

function checkpointTable(checkpoints: readonly CheckpointInfo[]): string {
  if (checkpoints.length === 0) return '';
  const rows = checkpoints.map(({ name, epoch, step, sizeBytes, best, last }) => {
    const kept = [...(best ? ['best'] : []), ...(last ? ['last'] : [])].join(', ');
    return [name, String(epoch), String(step), bytesInWords(sizeBytes), kept];
  });
  return table(['checkpoint', 'epoch', 'step', 'size', ''], rows);
}

function environment({ environment: where }: RunDetail): string {
  if (where === null) return '';
  const { backend, cpu, cores, node, appVersion } = where;
  return `computed with ${backend.name} (${backend.reason}) on ${cpu}, ${cores} cores, Node ${node}, Delira ${appVersion}`;
}

function settings({ spec }: RunDetail): string {
  return table(null, specFields(spec).map(({ path, value }) => [path, settingInWords(value)]));
}
