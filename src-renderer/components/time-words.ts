export * from '../../src-shared/lib/time-words.ts';
