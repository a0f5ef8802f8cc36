export type { IndexEvent, IndexOutcome } from '../../src-shared/domain/index-event.ts';
