import type { Page } from '../../src-shared/api/method.ts';
import type { OutOfFoldRow } from '../../src-shared/api/studies.ts';
import type { Confusion } from '../../src-shared/domain/run.ts';
import type { MeanCurve, PooledResults, StudyDetail, StudyResults, StudySummary } from '../../src-shared/domain/study.ts';
import { request } from '../threads/request.ts';
import type { PoolSource, StudyId, StudyPredictionQuestion } from './studies.ts';

/** Newest first. */
export const listStudies = request<{ readonly offset: number; readonly limit: number }, Page<StudySummary>>('studies.list');
export const studyDetail = request<StudyId, StudyDetail>('studies.detail');
export const studyCurves = request<StudyId, readonly MeanCurve[]>('studies.curves');
export const studyResults = request<StudyId, StudyResults>('studies.results');
export const studyPredictions = request<StudyPredictionQuestion, Page<OutOfFoldRow>>('studies.predictions');
export const studyConfusion = request<StudyId, Confusion | null>('studies.confusion');

/** What out-of-fold values are to be computed of. */
export const poolSource = request<StudyId, PoolSource>('studies.poolSource');
export const listUnpooledStudies = request<null, readonly StudyId[]>('studies.unpooled');
export const saveStudyResults = request<StudyId & { readonly stamp: string; readonly results: PooledResults }, null>('studies.saveResults');
