export * from '../../../src-shared/lib/settings-table.ts';
