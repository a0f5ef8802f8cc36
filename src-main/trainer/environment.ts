import { availableParallelism, cpus, release, totalmem } from 'node:os';
import packageFile from '../../package.json' with { type: 'json' };
import type { BackendChoice, RunEnvironment } from '../../src-shared/domain/run.ts';

/** The packages whose version may change what a run computes. */
const COMPUTING = ['@tensorflow/tfjs-core', '@tensorflow/tfjs-layers', 'sharp'] as const;

export function describeEnvironment(backend: BackendChoice): RunEnvironment {
  return {
    appVersion: packageFile.version,
    node: process.versions.node,
    platform: `${process.platform} ${process.arch} ${release()}`,
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: availableParallelism(),
    memoryBytes: totalmem(),
    packages: Object.fromEntries(COMPUTING.map((name) => [name, packageFile.dependencies[name]])),
    backend,
  };
}
