import { createRouter, createWebHistory } from 'vue-router';
import type { RouteRecordRaw, Router } from 'vue-router';

/**
 * Every screen has its address. A screen is one folder in `views/`, loaded when
 * it is first opened; what it shows beyond that (a tab, a filter, chosen runs)
 * belongs in the address too, so that back, forward and a copied link work.
 */
const routes: readonly RouteRecordRaw[] = [
  { path: '/', redirect: '/datasets' },
  { path: '/datasets', name: 'datasets', component: () => import('./views/datasets/DatasetsScreen.vue') },
  { path: '/datasets/:datasetId/:tab(samples|split|duplicates|faults)?', name: 'dataset', props: true, component: () => import('./views/dataset/DatasetScreen.vue') },
  { path: '/experiments', name: 'experiments', component: () => import('./views/experiments/ExperimentsScreen.vue') },
  { path: '/experiments/:draftId', name: 'experiment', props: true, component: () => import('./views/experiment/ExperimentScreen.vue') },
  { path: '/runs', name: 'runs', component: () => import('./views/runs/RunsScreen.vue') },
  { path: '/runs/:runId/:tab?', name: 'run', props: true, component: () => import('./views/run/RunScreen.vue') },
  { path: '/studies/:studyId/:tab(samples)?', name: 'study', props: true, component: () => import('./views/study/StudyScreen.vue') },
  { path: '/images', name: 'images', component: () => import('./views/images/ImagesScreen.vue') },
  { path: '/compare', name: 'compare', component: () => import('./views/compare/CompareScreen.vue') },
  { path: '/predict', name: 'predict', component: () => import('./views/predict/PredictScreen.vue') },
  { path: '/predict/:predictionId', name: 'prediction', props: true, component: () => import('./views/predict/PredictionScreen.vue') },
  { path: '/queue', name: 'queue', component: () => import('./views/queue/QueueScreen.vue') },
  { path: '/guide/:chapter?', name: 'guide', props: true, component: () => import('./views/guide/GuideScreen.vue') },
  { path: '/settings', name: 'settings', component: () => import('./views/settings/SettingsScreen.vue') },
  { path: '/:rest(.*)', name: 'nowhere', component: () => import('./views/nowhere/NowhereScreen.vue') },
];

/** To be made once the host is connected: it remembers the address as it is then, and a token must be out of it by that time. */
export function createPageRouter(): Router {
  return createRouter({ history: createWebHistory(), routes });
}
