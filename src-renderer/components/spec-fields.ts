export * from '../../src-shared/lib/spec-fields.ts';
