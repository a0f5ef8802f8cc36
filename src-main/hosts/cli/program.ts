import { Argument, Command, InvalidArgumentError, Option } from 'commander';
import packageFile from '../../../package.json' with { type: 'json' };
import { RUN_SORTS } from '../../../src-shared/api/runs.ts';
import type { RunSort } from '../../../src-shared/api/runs.ts';
import { LAYOUTS } from '../../../src-shared/schema/kinds.ts';
import { EXPORT_FORMATS } from '../../../src-shared/api/models.ts';
import { audit } from './commands/audit.ts';
import { cache } from './commands/cache.ts';
import { check } from './commands/check.ts';
import type { CheckOptions } from './commands/check.ts';
import { compare } from './commands/compare.ts';
import { doctor } from './commands/doctor.ts';
import { fingerprint } from './commands/fingerprint.ts';
import { indexFolder } from './commands/index-folder.ts';
import type { IndexOptions } from './commands/index-folder.ts';
import { CODE_KINDS, newCode } from './commands/new-code.ts';
import type { CodeKind } from './commands/new-code.ts';
import { exportRun } from './commands/export.ts';
import type { ExportOptions } from './commands/export.ts';
import { predict } from './commands/predict.ts';
import type { PredictOptions } from './commands/predict.ts';
import { runScript } from './commands/run-script.ts';
import { runs } from './commands/runs.ts';
import type { RunsOptions } from './commands/runs.ts';
import { serve } from './commands/serve.ts';
import type { ServeOptions } from './commands/serve.ts';
import { showSamples } from './commands/show-samples.ts';
import { show } from './commands/show.ts';
import { split } from './commands/split.ts';
import { kFold, repeat } from './commands/study.ts';
import { test } from './commands/test.ts';
import { resume, train } from './commands/train.ts';
import type { RepeatOptions } from './commands/study.ts';
import type { Context } from './context.ts';
import { experimentFlags } from '../../../src-shared/schema/experiment-flags.ts';
import type { GivenFlags } from '../../../src-shared/schema/experiment-flags.ts';
import { RUN_HELP } from './find-run.ts';
import type { ExitCode } from './io.ts';

/** Runs a command once its words have been understood. */
export type Perform = (work: (context: Context) => Promise<ExitCode>) => Promise<void>;

/** The commands with their words, flags and help. */
export function createProgram(perform: Perform): Command {
  const program = new Command('delira')
    .description('Trains image networks on your own images, on this machine.')
    .version(packageFile.version)
    .option('--data <folder>', "the app's data folder, where runs and the database lie (else DELIRA_DATA, else this user's place)")
    .option('--json', 'print one JSON document on standard output; errors are JSON too')
    .configureHelp({ showGlobalOptions: true, sortSubcommands: false })
    .showHelpAfterError('(--help shows what there is)')
    .addHelpText('after', EXIT_HELP);
  addDataCommands(program, perform);
  addTrainingCommands(program, perform);
  addCodeCommands(program, perform);
  addScriptCommand(program, perform);
  addReadingCommands(program, perform);
  addHostCommands(program, perform);
  return program;
}

const EXIT_HELP = `
Exit codes: 0 done, 1 failed (predict: also if only some images could not be predicted), 2 bad input, 130 interrupted.

Examples:
  delira index ./mnist
  delira train --dataset.folder ./mnist --model.kind cnn --training.epochs 3 --test
  delira train experiment.yaml --training.optimizer.learningRate 0.0003
  delira compare last mnist-cnn-0001
  delira serve`;

const TRUST_HELP = 'run code of your own that the experiment names, as it is now; else you are asked, once for each version';

function addDataCommands(program: Command, perform: Perform): void {
  program
    .command('index')
    .description('Reads a folder of images: how labels are told from it, sizes, faults. Again, it reads only what changed.')
    .argument('<folders...>', 'class folders (<class>/*.png), with train/, val/ and test/ above them or not; or a folder with a manifest CSV; several folders are one dataset')
    .addOption(new Option('--layout <layout>', 'how labels are told from the files').choices(['auto', ...LAYOUTS]))
    .option('--manifest <file>', 'the CSV to read, relative to the folder')
    .option('--targets <columns>', 'the columns of the manifest whose numbers are to be learnt, parted by commas')
    .option('--files <lists>', 'the files of each sample\'s folder, as YAML: "{image: [t1.nii.gz, t2.nii.gz], label: [seg.nii.gz]}"')
    .option('--pixels', 'compare decoded pixels too, to find images that are the same in files that are not')
    .option('--group-pattern <pattern>', 'how the patient is told from a path: {group}_* takes p12 from p12_slice3.png')
    .option('--name <name>', 'what to call the dataset')
    .addHelpText('after', examples('delira index ./mnist', 'delira index ./scans --manifest labels.csv --json', 'delira index ./hospital-a ./hospital-b'))
    .action((folders: string[], options: IndexOptions) => perform((context) => indexFolder(context, folders, options)));
  withExperiment(program.command('fingerprint'), OWN_OUTPUT)
    .description('Measures the training images: sizes, spacings and intensities, by class, and the spacing to resample to.')
    .option('--output <file>', "write it as nnU-Net's dataset_fingerprint.json; a file that is there is not written over")
    .addHelpText('after', examples('delira fingerprint --dataset.folder ./Task04_Hippocampus --model.kind unet3d'))
    .action((file: string | undefined, options: { output?: string } & Texts) => perform((context) => fingerprint(context, file, givenFlags(options, OWN_OUTPUT), options)));
  withExperiment(program.command('split'), OWN_OUTPUT)
    .description('Shows which samples a split puts on which side, by class and group, and writes it for other programs.')
    .option('--output <file>', "write it as nnU-Net's splits_final.json; a file that is there is not written over")
    .addHelpText('after', examples('delira split experiment.yaml --split.kind k-fold --output splits_final.json'))
    .action((file: string | undefined, options: { output?: string } & Texts) => perform((context) => split(context, file, givenFlags(options, OWN_OUTPUT), options)));
  withExperiment(program.command('check'))
    .description('Shows what the network would see, and forecasts memory, time and disk, by training one batch.')
    .option('--pictures <folder>', 'write some images as the network gets them to this folder')
    .addHelpText('after', examples('delira check experiment.yaml', 'delira check experiment.yaml --augment "[{kind: rotate, degrees: 30}]" --pictures ./seen'))
    .action((file: string | undefined, options: CheckOptions & Texts) => perform((context) => check(context, file, givenFlags(options), options)));
}

function addTrainingCommands(program: Command, perform: Perform): void {
  withExperiment(program.command('train'))
    .description('Trains a network; indexes its folder first where that is new or has changed. Of a k-fold, trains all folds.')
    .option('--fold <n>', 'of a k-fold, train only this fold', wholeNumber)
    .option('--test', 'afterwards test the selected checkpoint on the test side; each such look is counted in the run', false)
    .addHelpText('after', examples('delira train experiment.yaml --test', 'delira train --dataset.folder ./mnist --model.kind cnn --model.filters 32,64 --training.epochs 3', 'delira train --dataset.folder ./hospital-a --dataset.folder ./hospital-b', 'delira train experiment.yaml --seed 2 --json', 'delira train k-fold.yaml --fold 3'))
    .action((file: string | undefined, options: { test: boolean; trust: boolean; fold?: number } & Texts) => perform((context) => train(context, file, givenFlags(options), options)));
  withExperiment(program.command('k-fold'))
    .description('Trains one run for each fold, tests it on the images of its fold, and tells the out-of-fold values with their intervals, mean and deviation.')
    .addHelpText('after', examples('delira k-fold experiment.yaml', 'delira k-fold experiment.yaml --split.folds 10 --split.seed 2 --json'))
    .action((file: string | undefined, options: { trust: boolean } & Texts) => perform((context) => kFold(context, file, givenFlags(options), options.trust)));
  withExperiment(program.command('repeat'))
    .description('Trains the same with several seeds, counted on from that of the experiment: how much of a difference is chance.')
    .option('--seeds <n>', 'how many runs', seedCount, 3)
    .option('--test', 'test each run at its end', false)
    .addHelpText('after', examples('delira repeat experiment.yaml', 'delira repeat experiment.yaml --seeds 5 --test --json'))
    .action((file: string | undefined, options: RepeatOptions & Texts) => perform((context) => repeat(context, file, givenFlags(options), options)));
  program
    .command('resume')
    .description('Goes on with a run from its last checkpoint, or with those runs of a k-fold or repeat that did not come to their end.')
    .argument('<run>', `${RUN_HELP}; or the id or name of a k-fold or repeat`)
    .option('--epochs <n>', 'train so many epochs more than were planned', wholeNumber)
    .option('--test', 'afterwards test the selected checkpoint', false)
    .option('--trust', TRUST_HELP, false)
    .addHelpText('after', examples('delira resume last', 'delira resume mnist-cnn-0001 --epochs 5'))
    .action((run: string, options: { test: boolean; trust: boolean; epochs?: number }) => perform((context) => resume(context, run, { test: options.test, trust: options.trust, epochs: options.epochs })));
  program
    .command('test')
    .description("Tests a run's selected checkpoint on its test side, or on the images of other folders; the run keeps every look.")
    .argument('<run>', RUN_HELP)
    .argument('[folders...]', 'other images, in classes named as those of the run; they are indexed and prepared as for it; several folders are one dataset. Of a folder with test/, only that is taken')
    .option('--trust', TRUST_HELP, false)
    .addHelpText('after', examples('delira test last', 'delira test mnist-cnn-0001 ./scans-of-another-hospital'))
    .action((run: string, folders: string[], options: { trust: boolean }) => perform((context) => test(context, run, folders, options.trust)));
  program
    .command('predict')
    .description('Predicts images that need no label and no index, by the selected checkpoint of a run: classes, or masks in the geometry of each image.')
    .argument('<run>', `${RUN_HELP}; several runs, or those of a k-fold by its name or id, are averaged`)
    .argument('<paths...>', 'images, or folders of images, whose masks are left out; they are prepared as those of the run were')
    .requiredOption('--output <folder>', 'where predictions.csv and predictions.json are written, and of masks masks/ and pictures/')
    .option('--tta', 'predict mirrored copies too, along the axes that training mirrored, and average: slower, and a little better', false)
    .option('--trust', TRUST_HELP, false)
    .addHelpText('after', examples('delira predict last ./new-scans --output ./answers', 'delira predict mnist-cnn-0001 a.png b.png --output ./answers --json', 'delira predict hippo-fold-1-0001 hippo-fold-2-0001 ./imagesTs --output ./masks --tta'))
    .action((run: string, paths: string[], options: PredictOptions) => perform((context) => predict(context, [run, ...paths], options)));
  program
    .command('export')
    .description("Writes a run's network with the weights of its selected checkpoint for other programs.")
    .argument('<run>', RUN_HELP)
    .addOption(new Option('--format <format>', "tfjs: TensorFlow.js's layers model; onnx: for ONNX Runtime and others").choices([...EXPORT_FORMATS]).makeOptionMandatory())
    .requiredOption('--output <folder>', 'where the files are written; delira.json says what must be done to images first')
    .option('--trust', TRUST_HELP, false)
    .addHelpText('after', examples('delira export last --format onnx --output ./network'))
    .action((run: string, options: ExportOptions) => perform((context) => exportRun(context, run, options)));
  program
    .command('audit')
    .description('Looks whether a run can be trusted: one batch is over-fitted, shuffled labels fall to chance, its validation values come again, and no patient or image stands on two sides.')
    .argument('<run>', RUN_HELP)
    .option('--trust', TRUST_HELP, false)
    .addHelpText('after', examples('delira audit last', 'delira audit mnist-cnn-0001 --json'))
    .action((run: string, options: { trust: boolean }) => perform((context) => audit(context, run, options.trust)));
}

function addCodeCommands(program: Command, perform: Perform): void {
  program
    .command('new')
    .description('Writes a file of code to begin with: a network, loss, transform … of your own that works as it is.')
    .addArgument(new Argument('<kind>', 'what it is').choices([...CODE_KINDS]))
    .argument('<file>', 'where to write it, such as my-net.ts; a file that is there is left alone')
    .addHelpText('after', examples('delira new network my-net.ts', 'delira new loss my-loss.ts'))
    .action((kind: CodeKind, file: string) => perform((context) => newCode(context, kind, file)));
}

function addScriptCommand(program: Command, perform: Perform): void {
  program
    .command('run')
    .description('Runs a script of your own that imports delira: data, training and logging in a plain loop, shown live by the app. It works in its own folder: paths in it are relative to that.')
    .argument('<script>', 'a .ts, .mts, .js or .mjs file')
    .argument('[words...]', 'handed to the script as they are, so name files by their whole paths; options of its own after --')
    .addHelpText('after', examples('delira run train-by-hand.ts'))
    .action((file: string, words: string[]) => perform((context) => runScript(context, file, words)));
}

function addReadingCommands(program: Command, perform: Perform): void {
  program
    .command('runs')
    .description('Lists runs, newest first.')
    .argument('[query...]', 'words and terms: status:failed "val_accuracy>0.85" tag:paper')
    .addOption(new Option('--sort <by>', 'what to sort by').choices([...RUN_SORTS]).default('created' satisfies RunSort['by']))
    .option('--ascending', 'smallest or oldest first', false)
    .option('--binned', 'those in the bin', false)
    .option('--limit <n>', 'at most so many', wholeNumber, 50)
    .addHelpText('after', examples('delira runs', 'delira runs status:finished "val_accuracy>0.9" --sort selection'))
    .action((query: string[], options: RunsOptions) => perform((context) => runs(context, query.join(' '), options)));
  program
    .command('show')
    .description('Shows a run: how it ended, its values by epoch, checkpoints, looks at the test side, settings. Shows a k-fold or repeat: its runs, its metrics with their intervals.')
    .argument('<run>', `${RUN_HELP}; or the id or name of a k-fold or repeat`)
    .option('--sample <names...>', 'instead tell which files these names stand for that the run has for its samples, such as sample-20b47f179fc41f2c')
    .addHelpText('after', examples('delira show last', 'delira show 0192a3 --json', 'delira show last --sample sample-20b47f179fc41f2c'))
    .action((run: string, { sample }: { sample?: string[] }) => perform((context) => (sample === undefined ? show(context, run) : showSamples(context, run, sample))));
  program
    .command('compare')
    .description('Shows runs side by side: their values, and the settings that differ.')
    .argument('<run...>', `two or more runs: ${RUN_HELP}`)
    .addHelpText('after', examples('delira compare mnist-cnn-0001 mnist-cnn-0002'))
    .action((words: string[]) => perform((context) => compare(context, words)));
}

function addHostCommands(program: Command, perform: Perform): void {
  program
    .command('serve')
    .description('Opens the app for browsers on this machine, at an address that is good once.')
    .option('--port <port>', 'else one that stays the same for the data folder', port)
    .option('--public-origin <origin>', 'the origin that the browser sees, through an SSH tunnel or a proxy')
    .option('--root <folder>', 'one more folder below which data may be looked for, beside your home and what is in /data, /mnt, /media, /Volumes; may be repeated', collected)
    .option('--only-roots', 'look for data below the folders of --root alone', false)
    .addHelpText('after', examples('delira serve', 'delira serve --port 8123 --root /data', 'ssh -L 9000:127.0.0.1:8123 gpu7 delira serve --port 8123 --public-origin http://localhost:9000'))
    .action((options: ServeOptions) => perform((context) => serve(context, options)));
  program
    .command('cache')
    .description('Tells what prepared images take on disk (dataset.cache: disk).')
    .option('--wipe', 'remove them: what is needed is made again', false)
    .addHelpText('after', examples('delira cache', 'delira cache --wipe'))
    .action((options: { wipe: boolean }) => perform((context) => cache(context, options)));
  program
    .command('doctor')
    .description('Tells versions, what can compute here and whether it computes rightly, the data folder, free disk, and what is wrong.')
    .option('--rebuild', 'first make the database anew from the run folders', false)
    .addHelpText('after', examples('delira doctor', 'delira doctor --rebuild'))
    .action((options: { rebuild: boolean }) => perform((context) => doctor(context, options)));
}

/** Options by name; those of the experiment are texts. */
type Texts = Readonly<Record<string, unknown>>;

/** Flags of the experiment that a command has not, because it has one of its own of that name. */
const OWN_OUTPUT: readonly string[] = ['output'];

/** The experiment as a file, as flags, or both. */
function withExperiment(command: Command, without: readonly string[] = []): Command {
  command.argument('[experiment]', 'a YAML file; paths in it are relative to it').option('--trust', TRUST_HELP, false);
  for (const { path, help, repeated } of experimentFlags()) {
    if (without.includes(path)) continue;
    const option = new Option(`--${path} <value>`, help).helpGroup(`Experiment, ${path.split('.')[0] ?? ''}:`);
    command.addOption(repeated ? option.argParser(collected) : option);
  }
  return command;
}

function givenFlags(options: Texts, without: readonly string[] = []): GivenFlags {
  const flags = experimentFlags().flatMap(({ path }) => (!without.includes(path) && options[path] !== undefined ? [[path, options[path] as string | readonly string[]] as const] : []));
  return new Map(flags);
}

/** What a flag that may be repeated was given so far. */
function collected(value: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), value];
}

function examples(...lines: readonly string[]): string {
  return `\nExamples:\n${lines.map((line) => `  ${line}`).join('\n')}`;
}

function wholeNumber(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 1) return value;
  throw new InvalidArgumentError('expected a whole number of at least 1.');
}

/** One run says nothing of chance. */
function seedCount(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 2 && value <= 100) return value;
  throw new InvalidArgumentError('expected a whole number from 2 to 100.');
}

function port(text: string): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value <= 65_535) return value;
  throw new InvalidArgumentError('expected a port from 0 (any that is free) to 65535.');
}
