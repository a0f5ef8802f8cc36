import type { Page } from '../../src-shared/api/method.ts';
import type { LoggedImage } from '../../src-shared/domain/run.ts';
import { request } from '../threads/request.ts';
import type { ImageQuestion, ImageTag } from './images.ts';

export const listImages = request<ImageQuestion, Page<LoggedImage>>('images.list');
export const listImageTags = request<{ readonly runIds: readonly string[] }, readonly ImageTag[]>('images.tags');

/** Where a logged image lies: the run's folder and the file below it; null if there is none of that number. */
export const findImage = request<
  { readonly runId: string; readonly imageId: number },
  { readonly folder: string; readonly file: string } | null
>('images.find');
