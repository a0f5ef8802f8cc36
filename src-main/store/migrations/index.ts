import { initial } from './0001-initial.ts';
import { experimentsAndOtherTests } from './0002-experiments-and-other-tests.ts';
import { masks } from './0003-masks.ts';
import { grids } from './0004-grids.ts';
import { targetsAndParts } from './0005-targets-and-parts.ts';
import { logged } from './0006-logged.ts';
import { studies } from './0007-studies.ts';
import { pixels } from './0008-pixels.ts';
import type { Migration } from './migration.ts';

/** In order, without a gap: the last one's number is the version that this app knows. */
export const MIGRATIONS: readonly Migration[] = [initial, experimentsAndOtherTests, masks, grids, targetsAndParts, logged, studies, pixels];
