import { BadInput } from '../../src-shared/lib/bad-input.ts';
import { taskOf as taskOfSpec } from '../../src-shared/lib/task.ts';
import { inputShapeOf } from '../../src-shared/schema/checkpoint-file.ts';
import type { Task } from '../../src-shared/schema/kinds.ts';
import type { RunFile } from '../../src-shared/schema/run-file.ts';
import type { BackendChoice } from '../../src-shared/domain/run.ts';
import type { Checkpoint } from '../../src-shared/domain/train-event.ts';
import { selectBackend } from '../compute/select.ts';
import { networkOf } from '../engine/models/create-network.ts';
import type { AbstractNetwork } from '../engine/models/network.ts';
import { computeThreads } from './experiment-data.ts';
import { CheckpointFolder } from './checkpoint-folder.ts';
import { chooseCheckpoint } from './choose-checkpoint.ts';
import { readHistory, readRunAsItIs } from './read-run.ts';
import { runPaths } from './run-folder.ts';
import { loadRunCode } from './user-code/of-spec.ts';

/** A run whose selected checkpoint is to be used. */
export interface Member {
  readonly run: RunFile;
  /** The checkpoint's folder name. */
  readonly checkpoint: string;
  /** Of an image as the network gets it. */
  readonly inputShape: readonly number[];
  readonly network: AbstractNetwork;
}

/** Runs that answer together. */
export interface Members {
  readonly all: readonly [Member, ...Member[]];
  readonly task: Task;
  /** Names by class number, or of the numbers that are told. */
  readonly classes: readonly string[];
  readonly backend: BackendChoice;
  dispose(): void;
}

/**
 * Opens the networks of runs, on the backend that the first was trained on.
 *
 * @param folders the runs'.
 * @param images where the images of the runs are now; left out, where they were.
 * @param checkpoint a checkpoint's folder name; left out, the best of each.
 * @throws BadInput if a run has no checkpoint, or if the runs do not answer the same question.
 */
export async function openMembers(folders: readonly string[], images: string | null = null, checkpoint?: string): Promise<Members> {
  const found = folders.map((folder) => readMember(folder, images, checkpoint));
  const [first] = found;
  if (!first) throw new BadInput('expected a run to predict with, but found none');
  for (const { run } of found) expectAnswers(run);
  for (const each of found.slice(1)) expectSameQuestion(first.run, each.run);
  const { codePath } = await readHistory(first.folder);
  const backend = await selectBackend({ device: first.run.spec.device, threads: computeThreads(first.run.spec), codePath });
  const members: Member[] = [];
  const dispose = () => {
    for (const { network } of members) network.dispose();
  };
  try {
    for (const each of found) members.push(await openMember(each));
  } catch (error) {
    dispose();
    throw error;
  }
  const { run } = first;
  return { all: members as unknown as Members['all'], task: taskOf(run), classes: namesOf(run), backend, dispose };
}

interface Found {
  readonly folder: string;
  readonly run: RunFile;
  readonly checkpoint: string;
}

function readMember(folder: string, images: string | null, checkpoint: string | undefined): Found {
  const { run } = readRunAsItIs(folder, images);
  return { folder, run, checkpoint: chooseCheckpoint(CheckpointFolder.look(runPaths(folder).checkpoints), checkpoint).name };
}

/** Read one after the other: a checkpoint holds the optimizer's numbers too, which are let go here. */
async function openMember({ folder, run, checkpoint }: Found): Promise<Member> {
  const { model, weights }: Pick<Checkpoint, 'model' | 'weights'> = CheckpointFolder.look(runPaths(folder).checkpoints).read(checkpoint);
  const inputShape = inputShapeOf(model) ?? [];
  const { loaded } = await loadRunCode(folder, run);
  const network = networkOf({ spec: run.spec, classes: run.classes, inputShape, code: loaded });
  try {
    network.setWeights(weights);
  } catch (error) {
    network.dispose();
    throw error;
  }
  return { run, checkpoint, inputShape, network };
}

function taskOf({ targets, maskValues }: RunFile): Task {
  return targets ? 'regression' : maskValues ? 'segmentation' : 'classification';
}

function namesOf({ targets, classes }: RunFile): readonly string[] {
  return targets ?? classes;
}

function expectAnswers({ name, spec }: RunFile): void {
  if (taskOfSpec(spec) === 'generation') throw new BadInput(`expected a run that answers for images, but "${name}" makes images: there is nothing that it could predict`);
}

function expectSameQuestion(first: RunFile, other: RunFile): void {
  const [task, otherTask] = [taskOf(first), taskOf(other)];
  if (task !== otherTask) throw new BadInput(`expected runs of one kind to average, but "${first.name}" is for ${task} and "${other.name}" for ${otherTask}`);
  const same = namesOf(first).join('\n') === namesOf(other).join('\n') && String(first.maskValues) === String(other.maskValues);
  if (!same) throw new BadInput(`expected runs of the same classes to average, but "${first.name}" knows ${namesOf(first).join(', ')} and "${other.name}" ${namesOf(other).join(', ')}`);
}
