import type { Draft, DraftRuns } from '../../src-shared/api/training.ts';
import { request } from '../threads/request.ts';

/** Newest first. */
export const listDrafts = request<null, readonly Draft[]>('drafts.list');
/** The runs of each draft that has any outside of the bin. */
export const listDraftRuns = request<null, readonly DraftRuns[]>('drafts.runs');
export const findDraft = request<{ readonly draftId: string }, Draft>('drafts.find');

/** Makes a draft, or changes the one of that id. */
export const saveDraft = request<{ readonly draftId?: string | undefined; readonly name: string; readonly yaml: string }, Draft>('drafts.save');
export const removeDraft = request<{ readonly draftId: string }, null>('drafts.remove');
