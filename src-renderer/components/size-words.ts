export * from '../../src-shared/lib/size-words.ts';
