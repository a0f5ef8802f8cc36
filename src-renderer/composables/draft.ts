import { computed, onScopeDispose, shallowRef, watch } from 'vue';
import type { PlanAnswer } from '../../src-shared/api/training.ts';
import { editYaml, parseYaml } from '../../src-shared/schema/experiment-yaml.ts';
import type { LocatedProblem } from '../../src-shared/schema/experiment-yaml.ts';
import { experimentSchema } from '../../src-shared/schema/experiment.ts';
import { check } from '../../src-shared/schema/parse.ts';
import { useDraftsStore } from '../stores/drafts.ts';
import { usePlan, useTraining } from '../stores/experiment.ts';

/** Typing is left alone for this long before it is read, and for this long before it is saved. */
const READ_MS = 200;
const SAVE_MS = 700;

const UNNAMED = 'New experiment';

/**
 * An experiment that is being set up: the YAML is what is true, the form
 * writes into it. What is valid is planned by the host; every change is saved
 * by itself.
 */
export function useDraft(draftId: () => string) {
  const drafts = useDraftsStore();
  const training = useTraining();

  const text = shallowRef('');
  const settled = shallowRef('');
  const loaded = shallowRef(false);
  const loadError = shallowRef<Error | null>(null);
  const saving = shallowRef<'saved' | 'saving' | Error>('saved');
  let savedText = '';

  const yaml = computed(() => parseYaml(settled.value));
  /** As the file gives it, right or wrong; what it was while the text is no YAML. */
  const given = shallowRef<unknown>({});
  const checked = computed(() => (yaml.value.problems.length > 0 ? null : check(experimentSchema, yaml.value.value ?? {})));
  /** With every default that needs no dataset; the last right one. */
  const spec = computed(() => (checked.value?.ok ? checked.value.value : null));
  const { answer: plan, loading: planning, error: planError } = usePlan(() => spec.value);
  const planProblems = computed(() => (spec.value && plan.value?.value && !plan.value.value.ok ? plan.value.value.problems : []));

  const problems = computed<readonly LocatedProblem[]>(() => {
    if (yaml.value.problems.length > 0) return yaml.value.problems;
    const found = checked.value && !checked.value.ok ? checked.value.problems : planProblems.value;
    return found.map((problem) => ({ ...problem, line: yaml.value.lineOf(problem.path) }));
  });
  const problemByPath = computed(() => new Map(problems.value.map(({ path, message }) => [path, message])));
  const planned = computed(() => planOf(plan.value?.value));
  /** What the run will be called: by the user, else by the host. */
  const name = computed(() => nameIn(given.value) || (planned.value?.spec.name ?? UNNAMED));

  async function load(): Promise<void> {
    loaded.value = false;
    loadError.value = null;
    try {
      const draft = await training.draft(draftId());
      text.value = settled.value = savedText = draft.yaml;
      loaded.value = true;
    } catch (error) {
      loadError.value = error instanceof Error ? error : new Error(String(error));
    }
  }
  async function save(): Promise<void> {
    clearTimeout(saveTimer);
    if (!loaded.value || text.value === savedText) return;
    const now = text.value;
    saving.value = 'saving';
    try {
      await drafts.save({ draftId: draftId(), name: name.value.slice(0, 120), yaml: now });
      savedText = now;
      saving.value = 'saved';
    } catch (error) {
      saving.value = error instanceof Error ? error : new Error(String(error));
    }
  }
  /** Writes a value of the form into the text; undefined takes it out, so that the default holds. */
  function set(path: readonly (string | number)[], value: unknown): void {
    if (yaml.value.problems.length > 0) return;
    text.value = settled.value = editYaml(text.value, path, value);
  }

  let readTimer: ReturnType<typeof setTimeout> | undefined;
  let saveTimer: ReturnType<typeof setTimeout> | undefined;
  watch(draftId, () => void load(), { immediate: true });
  watch(text, (now) => {
    clearTimeout(readTimer);
    clearTimeout(saveTimer);
    readTimer = setTimeout(() => (settled.value = now), READ_MS);
    saveTimer = setTimeout(() => void save(), SAVE_MS);
  });
  watch(yaml, (now) => {
    if (now.problems.length === 0) given.value = now.value ?? {};
  }, { immediate: true });
  onScopeDispose(() => {
    clearTimeout(readTimer);
    void save();
  });

  return {
    text,
    given,
    spec,
    plan: planned,
    planning,
    planError,
    problems,
    problemByPath,
    name,
    loaded,
    loadError,
    load,
    saving,
    save,
    set,
    readable: computed(() => yaml.value.problems.length === 0),
  };
}

function planOf(answer: PlanAnswer | null | undefined) {
  return answer?.ok ? answer.plan : null;
}

function nameIn(given: unknown): string {
  const name = typeof given === 'object' && given !== null ? (given as { readonly name?: unknown }).name : undefined;
  return typeof name === 'string' ? name.trim() : '';
}
