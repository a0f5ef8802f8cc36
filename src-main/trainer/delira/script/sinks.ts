import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LoggedItem } from '../../../../src-shared/domain/logged.ts';
import type { TrainEvent } from '../../../../src-shared/domain/train-event.ts';
import { assertNever } from '../../../../src-shared/lib/assert-never.ts';
import { encodePng } from '../../../imaging/encode-png.ts';
import { writeAtomically } from '../../../threads/atomic-file.ts';
import { makeFolder } from '../../../threads/make-folder.ts';
import { tagFolder } from '../../run-folder.ts';

/** Takes what a run says, beside its folder. */
export interface LogSink {
  take(event: TrainEvent): void;
}

/** A line for each value, text and message, to several streams at once; standard error unless said. */
export function streamSink(...streams: readonly { write(text: string): unknown }[]): LogSink {
  const all = streams.length > 0 ? streams : [process.stderr];
  return {
    take: (event) => {
      const line = inWords(event);
      if (line !== null) for (const stream of all) stream.write(`${line}\n`);
    },
  };
}

/** The same lines at the end of a file. */
export function fileSink(path: string): LogSink {
  return streamSink({ write: (text) => appendFileSync(path, text) });
}

/**
 * Every picture as an ordinary PNG: `<folder>/<tag>/<step>-<n>.png`, n counting
 * the pictures of a tag at one step from 0. In names of tags, letters, digits,
 * dash and underscore stay; every other byte is `~` and two hex digits.
 */
export function imageFolderSink(folder: string): LogSink {
  return {
    take: (event) => {
      if (event.kind !== 'image') return;
      const place = join(folder, tagFolder(event.tag));
      makeFolder(place);
      writeAtomically(join(place, `${event.step}-${event.index}.png`), encodePng(event.picture));
    },
  };
}

/** "step 12  train_loss 0.42"; null for what has no words. */
function inWords(event: TrainEvent): string | null {
  const place = `epoch ${event.epoch} step ${event.step}`;
  switch (event.kind) {
    case 'scalar':
      return `${place}  ${event.name} ${event.value}`;
    case 'batch':
    case 'epoch-ended':
      return `${place}${event.kind === 'batch' ? '' : ' ended'}  ${Object.entries(event.values).map(([name, value]) => `${name} ${Number(value.toPrecision(5))}`).join('  ')}`;
    case 'logged':
      return `${place}  ${event.tag}: ${itemInWords(event.item)}`;
    case 'note':
    case 'warning':
      return `${place}  ${event.text}`;
    case 'run-ended':
      return `${event.status}: ${event.message}`;
    default:
      return null;
  }
}

function itemInWords(item: LoggedItem): string {
  switch (item.type) {
    case 'text':
      return item.text;
    case 'table':
      return [item.columns.join('\t'), ...item.rows.map((row) => row.join('\t'))].join('\n');
    case 'histogram':
      return `${item.counts.length} bins of ${item.counts.reduce((sum, each) => sum + each, 0)} values from ${item.edges[0] ?? '–'} to ${item.edges.at(-1) ?? '–'}`;
    case 'matrix':
      return `${item.names.length} × ${item.names.length} matrix`;
    case 'curve':
      return `${item.y} by ${item.x}, ${item.lines.length} ${item.lines.length === 1 ? 'line' : 'lines'}`;
    case 'volume':
      return `${item.shape.join(' × ')} voxels`;
    default:
      return assertNever(item);
  }
}
