import { z } from 'zod';
import { modelSchema } from '../schema/experiment/model.ts';
import { id } from './method.ts';
import type { Methods } from './method.ts';

export interface LayerRow {
  readonly name: string;
  readonly kind: string;
  /** [height, width, channel] or [unit], without the batch axis. */
  readonly outputShape: readonly number[];
  readonly parameters: number;
}

/** What networks are exported as: TensorFlow.js's layers format, or ONNX. */
export const EXPORT_FORMATS = ['tfjs', 'onnx'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

export interface ModelsApi {
  /** The layers of a network for an input [height, width, channel] and a number of classes. */
  describe(argument: { model: z.output<typeof modelSchema>; inputShape: number[]; classes: number }): Promise<{
    readonly layers: readonly LayerRow[];
    readonly parameters: number;
  }>;
  /**
   * Writes the network of a run, with the weights of its selected checkpoint, into a folder; answers with the files' names.
   *
   * @param argument.ownFolder into one below it, named after the run's folder and the format: what else lies there is left alone.
   */
  export(argument: { runId: string; format: ExportFormat; outputId: string; ownFolder?: boolean | undefined }): Promise<{ readonly folder: string; readonly files: readonly string[] }>;
}

export const modelsMethods: Methods<ModelsApi> = {
  describe: z.object({
    model: modelSchema,
    inputShape: z.array(z.int().min(1).max(65_536)).min(2).max(4),
    classes: z.int().min(1).max(100_000),
  }),
  export: z.object({ runId: id, format: z.enum(EXPORT_FORMATS), outputId: z.string().min(1).max(8192), ownFolder: z.boolean().optional() }),
};
