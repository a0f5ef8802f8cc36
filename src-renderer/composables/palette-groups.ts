import { refDebounced } from '@vueuse/core';
import { storeToRefs } from 'pinia';
import { computed, ref, shallowRef, watch } from 'vue';
import { useRouter } from 'vue-router';
import type { RunSummary } from '../../src-shared/domain/run.ts';
import { useDatasetsStore } from '../stores/datasets.ts';
import { useDraftsStore } from '../stores/drafts.ts';
import { useSearchStore } from '../stores/search.ts';
import { useNewExperiment } from './new-experiment.ts';
import { usePageActions } from './page-actions.ts';
import { GUIDE, SCREENS, SETTINGS } from './screens.ts';
import { THEMES, useThemeChoice } from './theme-choice.ts';
import { useToasts } from './toasts.ts';

const RUNS_SHOWN = 20;
const TYPING_MS = 150;

/** What the palette offers for what is typed, in groups. */
export function usePaletteGroups() {
  const router = useRouter();
  const { paletteOpen, shortcutsOpen } = usePageActions();
  const { datasets, create } = useNewExperiment();
  const { list: allDatasets } = storeToRefs(useDatasetsStore());
  const { list: drafts } = storeToRefs(useDraftsStore());
  const search = useSearchStore();
  const { choose } = useThemeChoice();
  const { attempt } = useToasts();

  const typed = ref('');
  const settled = refDebounced(typed, TYPING_MS);
  const runs = shallowRef<readonly RunSummary[]>([]);

  watch([settled, paletteOpen], async ([query, open]) => {
    if (!open) return;
    const found = await attempt(() => search.runs(query, RUNS_SHOWN));
    if (found && query === settled.value) runs.value = found;
  });

  const does = (action: () => unknown) => () => {
    paletteOpen.value = false;
    void action();
  };
  const leadsTo = (to: string) => does(() => router.push(to));

  const groups = computed(() => [
    {
      id: 'screens',
      label: 'Screens',
      items: [...SCREENS, GUIDE, SETTINGS].map(({ label, icon, to, key }) => ({ label, icon, kbds: ['G', key.toUpperCase()], onSelect: leadsTo(to) })),
    },
    {
      id: 'runs',
      label: 'Runs',
      // Found by the host, which knows more than their names.
      ignoreFilter: true,
      items: runs.value.map(({ id, name, datasetName, model }) => ({ label: name, suffix: `${datasetName} · ${model}`, icon: 'i-lucide-chart-line', onSelect: leadsTo(`/runs/${id}`) })),
    },
    {
      id: 'datasets',
      label: 'Datasets',
      items: (allDatasets.value ?? []).map(({ id, name, folder }) => ({ label: name, suffix: folder, icon: 'i-lucide-folder-open', onSelect: leadsTo(`/datasets/${id}`) })),
    },
    {
      id: 'drafts',
      label: 'Experiments',
      items: (drafts.value ?? []).map(({ id, name }) => ({ label: name, icon: 'i-lucide-flask-conical', onSelect: leadsTo(`/experiments/${id}`) })),
    },
    {
      id: 'actions',
      label: 'Actions',
      items: [
        ...datasets.value.map(({ id, name }) => ({ label: `New experiment on ${name}`, icon: 'i-lucide-plus', onSelect: does(() => create(id)) })),
        { label: 'Add a dataset', icon: 'i-lucide-folder-plus', onSelect: leadsTo('/datasets?add=') },
        ...THEMES.map((theme) => ({ label: `Theme: ${theme}`, icon: 'i-lucide-sun-moon', onSelect: does(() => choose(theme)) })),
        { label: 'Keyboard shortcuts', icon: 'i-lucide-keyboard', kbds: ['?'], onSelect: does(() => (shortcutsOpen.value = true)) },
      ],
    },
  ].filter(({ items }) => items.length > 0));

  return { open: paletteOpen, typed, groups };
}
