import { until } from '@vueuse/core';
import { computed, nextTick, onScopeDispose, shallowRef, watch } from 'vue';
import type { Plan, PlanAnswer } from '../../src-shared/api/training.ts';
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
 *
 * @param draftId for as long as the scope lives: another draft is another scope.
 */
export function useDraft(draftId: string) {
  const drafts = useDraftsStore();
  const training = useTraining();

  const text = shallowRef('');
  const settled = shallowRef('');
  const loaded = shallowRef(false);
  const loadError = shallowRef<Error | null>(null);
  const saving = shallowRef<'saved' | 'saving' | Error>('saved');
  let savedText = '';
  /** As it is in the list of experiments. */
  const savedName = shallowRef(UNNAMED);

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
  /** Of the last plan: a title does not change while a field is wrong. */
  const plannedName = shallowRef<string | null>(null);
  watch(planned, (now) => {
    if (now) plannedName.value = now.spec.name;
  });
  /** What the run will be called: by the user, else by the host; as it was while there is no plan. */
  const name = computed(() => nameIn(given.value) || (plannedName.value ?? savedName.value));

  async function load(): Promise<void> {
    loaded.value = false;
    loadError.value = null;
    try {
      const draft = await training.draft(draftId);
      savedName.value = draft.name;
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
    const named = name.value.slice(0, 120);
    saving.value = 'saving';
    try {
      await drafts.save({ draftId, name: named, yaml: now });
      savedName.value = named;
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

  /** What would start now: also what was typed a moment ago is read and planned. Null while it has faults or the host gives no answer. */
  async function planNow(): Promise<Plan | null> {
    clearTimeout(readTimer);
    settled.value = text.value;
    // The question is asked after a change, not within it.
    await nextTick();
    await until(planning).toBe(false);
    return planError.value === null ? planned.value : null;
  }

  let readTimer: ReturnType<typeof setTimeout> | undefined;
  let saveTimer: ReturnType<typeof setTimeout> | undefined;
  void load();
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
    planNow,
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
