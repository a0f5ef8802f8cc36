import { z } from 'zod';
import { modelSchema } from '../schema/experiment/model.ts';
import type { Methods } from './method.ts';

export interface LayerRow {
  readonly name: string;
  readonly kind: string;
  /** [height, width, channel] or [unit], without the batch axis. */
  readonly outputShape: readonly number[];
  readonly parameters: number;
}

export interface ModelsApi {
  /** The layers of a network for an input [height, width, channel] and a number of classes. */
  describe(argument: { model: z.output<typeof modelSchema>; inputShape: number[]; classes: number }): Promise<{
    readonly layers: readonly LayerRow[];
    readonly parameters: number;
  }>;
}

export const modelsMethods: Methods<ModelsApi> = {
  describe: z.object({
    model: modelSchema,
    inputShape: z.array(z.int().min(1).max(65_536)).min(2).max(4),
    classes: z.int().min(1).max(100_000),
  }),
};
