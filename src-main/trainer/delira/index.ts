/**
 * `delira`: what the user's own code imports, wherever its file lies. The
 * trainer resolves the name to this module, so that a network of the user's is
 * made of the very tensors and classes that training uses.
 */
export * as tf from '../../engine/tf.ts';
export { initializers, input, layers, model, regularizers, sequential } from '@tensorflow/tfjs-layers';

export { UserNetwork as AbstractNetwork } from '../../engine/models/user-network.ts';
export { networkOf } from '../../engine/models/network-of.ts';
export { learn, evaluate } from '../../engine/models/closure.ts';
export type { CallOptions, ClosureOptions, ClosureResult, Criterion, Metric, NamedTensors, Optimizer, Parameter } from '../../engine/models/contract.ts';
export type { NetworkArguments } from '../../engine/models/custom-network.ts';

export type { CodeArguments } from '../../engine/user-code.ts';
export type { CriterionArguments, CriterionFactory } from '../../engine/losses/custom-criterion.ts';
export type { MetricFactory } from '../../engine/metrics/custom-metric.ts';
export type { EpochMetric } from '../../engine/metrics/epoch-metric.ts';
export type { ClassOutcome } from '../../engine/metrics/outcome.ts';
export type { RateArguments, RateFactor } from '../../engine/training/custom-schedule.ts';
export type { BatchAnswer, BatchSeen, EpochAnswer, EpochSeen, Memory } from '../../engine/training/callback.ts';
export type { CallbackArguments, CallbackFactory, UserCallback } from '../../engine/callbacks/custom-callback.ts';

export { AbstractSampler } from '../../engine/sampling/abstract-sampler.ts';
export type { SamplerArguments } from '../../engine/sampling/abstract-sampler.ts';
export type { SampleOrder, SampleOrderArguments } from '../../engine/sampling/custom-sampler.ts';
export type { Sampler } from '../../engine/sampling/sampler.ts';
export { createSampler } from '../../engine/sampling/create.ts';

export type { Transform } from '../../engine/augment/transform.ts';
export type { TransformFactory, UserTransform } from '../../engine/augment/custom-transform.ts';
export { createAugment } from '../../engine/augment/create.ts';

export type { CollateArguments, CollateFunction } from '../../engine/loading/custom-collate.ts';
export type { Batch, BatchSource } from '../../engine/loading/batch.ts';
export { createBatchSource } from '../../engine/loading/batch-source.ts';

export type { DatasetArguments, DatasetFactory, LoadArguments, LoadedArrays, LoadFunction } from '../../engine/data/custom-dataset.ts';
export type { Dataset } from '../../engine/data/dataset.ts';
export { UnreadableSample } from '../../engine/data/dataset.ts';
export { cachedDataset } from '../../engine/data/cached.ts';
export { concat } from '../../engine/data/concat.ts';
export { extendDataset } from '../../engine/data/extend.ts';
export { lazyDataset } from '../../engine/data/lazy.ts';
export { memoryDataset } from '../../engine/data/memory.ts';
export { preparedDataset } from '../../engine/data/prepared.ts';
export { subset } from '../../engine/data/subset.ts';
export { floatImage, imageOf, withImage } from '../../engine/data/image.ts';
export type { FloatImage } from '../../engine/data/image.ts';
export type { Sample, Side } from '../../../src-shared/domain/sample.ts';
export type { DenseArray } from '../../../src-shared/domain/array.ts';

export type { ImageOptions, Log, LogOptions, LogReduction } from '../../engine/models/log.ts';
export type { Ranking } from '../../../src-shared/lib/ranking-curves.ts';

export { ScriptRun, withRun } from './script/open-run.ts';
export type { RunOptions } from './script/open-run.ts';
export { dataManager } from './script/data-manager.ts';
export type { DataManager, DataManagerOptions } from './script/data-manager.ts';
export { imageFolder } from './script/image-folder.ts';
export type { ImageFolder } from './script/image-folder.ts';
export type { ScriptSpec } from './script/script-experiment.ts';
export { fileSink, imageFolderSink, streamSink } from './script/sinks.ts';
export type { LogSink } from './script/sinks.ts';
export { train } from './script/train.ts';
export type { ScriptTrained, ScriptTraining } from './script/train.ts';

export { below, between, normal, permutation, pick, random } from '../../../src-shared/lib/random.ts';
export type { Random } from '../../../src-shared/lib/random.ts';
