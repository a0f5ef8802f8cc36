import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Fingerprint } from '../../../../src-shared/domain/fingerprint.ts';
import { nnunetFingerprint } from '../../../../src-shared/lib/nnunet-fingerprint.ts';
import type { GivenFlags } from '../../../../src-shared/schema/experiment-flags.ts';
import type { Context } from '../context.ts';
import { withServices } from '../context.ts';
import { EXIT } from '../io.ts';
import type { ExitCode } from '../io.ts';
import { prepareExperiment } from '../prepare-experiment.ts';
import { table } from '../table.ts';

/** Measures the training images of an experiment; writes nnU-Net's `dataset_fingerprint.json` where that is asked for. */
export async function fingerprint(context: Context, file: string | undefined, given: GivenFlags, { output }: { readonly output?: string }): Promise<ExitCode> {
  return withServices(context, async (services) => {
    const { spec } = await prepareExperiment(services, file, given, context.io);
    context.io.status('reading the training images');
    const found = await services.api.training.fingerprint({ spec });
    context.io.status('');
    if (found === null) return EXIT.interrupted;
    const path = output === undefined ? null : resolve(output);
    if (path !== null) writeFileSync(path, nnunetFingerprint(found), { flag: 'wx' });
    context.io.answer({ ...found, ...(path !== null && { output: path }) }, [inWords(found), ...(path === null ? [] : [`it is in ${path}`])].join('\n'));
    return EXIT.done;
  });
}

function inWords({ cases, unreadable, medianShape, medianSpacing, targetSpacing, relativeSizeAfterCrop, foreground, classes }: Fingerprint): string {
  const number = (value: number) => String(Number(value.toPrecision(5)));
  const facts = table(null, [
    ['training images', `${cases}${unreadable === 0 ? '' : `, and ${unreadable} that cannot be read`}`],
    ['median size', `${medianShape.join(' × ')}, ${Math.round(relativeSizeAfterCrop * 100)} % of it not empty`],
    ...(medianSpacing ? [['median spacing', `${medianSpacing.map(number).join(' × ')} mm`]] : []),
    ...(targetSpacing ? [['to resample to', `${targetSpacing.map(number).join(' × ')} mm`]] : []),
  ]);
  const rows = [{ label: 'foreground', channels: foreground }, ...classes].flatMap(({ label, channels }) =>
    channels.map((channel, i) => [channels.length > 1 ? `${label}, channel ${i}` : label, ...[channel.mean, channel.deviation, channel.percentile00_5, channel.median, channel.percentile99_5].map(number)]),
  );
  return [facts, table(['intensities', 'mean', 'deviation', '0.5 %', 'median', '99.5 %'], rows)].join('\n\n');
}
