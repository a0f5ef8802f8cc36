import { z } from 'zod';
import { field } from '../field.ts';

const name = field(z.string().min(1).max(200), {
  title: 'Layers',
  advice: 'Their names, in which * stands for anything: stage1* takes all that begin so; a name that fits none is answered with those that there are.',
});

/** What some layers learn otherwise than the rest. */
export const layerRuleSchema = z.discriminatedUnion('kind', [
  field(z.strictObject({ kind: z.literal('freeze'), name }), {
    title: 'Freeze',
    advice: 'Their weights stay as they are, and batch normalisation goes by the averages that it came with.',
  }),
  field(
    z.strictObject({
      kind: z.literal('rate'),
      name,
      factor: field(z.number().positive().max(1000).default(0.1), {
        title: 'Factor',
        advice: 'What the learning rate is multiplied by: below 1 for layers that know something already, above 1 for new ones.',
      }),
    }),
    { title: 'Rate', advice: 'They learn faster or slower than the others.' },
  ),
]);
