import { RUN_STATUSES } from '../../src-shared/domain/run.ts';
import { BadInput } from '../../src-shared/lib/bad-input.ts';
import { nearest } from '../../src-shared/lib/nearest.ts';
import { METRIC_NAME } from '../../src-shared/schema/metric-name.ts';

/**
 * The query language of the list of runs:
 *
 *     status:failed,stopped val_accuracy>0.85 tag:paper -model:cnn "two words" loader.batchSize>=64
 *
 * All terms must hold; a minus turns one around. A word alone is looked for in
 * names, datasets, models and tags. A metric is compared with the best that the
 * run reached: its largest value for `>` and `>=`, its smallest for `<` and
 * `<=`, its last for `=`. A name with dots is a setting of the experiment.
 */
export interface Condition {
  /** For a WHERE over `runs r`; nothing that the user wrote is in it. */
  readonly sql: string;
  readonly values: readonly (string | number)[];
}

type Comparison = '>=' | '<=' | '>' | '<' | '=';

interface Term {
  /** Where it begins in the query, counted from 0. */
  readonly at: number;
  readonly negated: boolean;
  readonly field: string | null;
  readonly operator: ':' | Comparison | null;
  readonly value: string;
}

/** Columns whose text `field:value` looks into. */
const TEXTS: Readonly<Record<string, string>> = {
  name: 'r.name',
  dataset: 'r.dataset_name',
  model: 'r.model',
  backend: "coalesce(r.backend, '')",
  id: 'r.id',
  experiment: "coalesce(r.experiment_id, '')",
  study: "coalesce(r.study_id, '')",
};

const NUMBERS: Readonly<Record<string, string>> = {
  epoch: 'r.epoch',
  epochs: 'r.epochs',
  step: 'r.step',
  looks: 'r.test_looks',
  seconds: '(r.ended_ms - r.started_ms) / 1000.0',
};

const FIELDS = ['status', 'tag', ...Object.keys(TEXTS), ...Object.keys(NUMBERS)];

/**
 * One condition per term.
 *
 * @param metrics the names that some run has, to tell a misspelt one.
 * @throws BadInput with the position of the term that cannot be understood.
 */
export function parseQuery(query: string, metrics: readonly string[]): readonly Condition[] {
  return splitTerms(query).map((term) => {
    const condition = conditionOf(term, metrics);
    return term.negated ? { ...condition, sql: `NOT coalesce(${condition.sql}, 0)` } : condition;
  });
}

const TERM = /(?<minus>-?)(?:(?<field>[A-Za-z_][\w.-]*)(?<operator>:|>=|<=|>|<|=))?(?:"(?<quoted>[^"]*)"(?=\s|$)|(?<plain>[^\s"]+)|(?=\s|$))/y;

function splitTerms(query: string): Term[] {
  const terms: Term[] = [];
  for (let at = skipSpace(query, 0); at < query.length; at = skipSpace(query, TERM.lastIndex)) {
    TERM.lastIndex = at;
    const groups = TERM.exec(query)?.groups;
    if (!groups) throw problem(at, `expected a closing quote or a space`, query.slice(at));
    const value = groups['quoted'] ?? groups['plain'] ?? '';
    if (value === '') throw problem(at, 'expected a value', query.slice(at, TERM.lastIndex));
    terms.push({
      at,
      negated: groups['minus'] === '-',
      field: groups['field'] ?? null,
      operator: (groups['operator'] as Term['operator'] | undefined) ?? null,
      value,
    });
  }
  return terms;
}

function skipSpace(text: string, from: number): number {
  let at = from;
  while (/\s/.test(text[at] ?? '')) at++;
  return at;
}

function conditionOf(term: Term, metrics: readonly string[]): Condition {
  const { field, operator, value } = term;
  if (field === null || operator === null) {
    if (/^[<>=:]/.test(value)) throw problem(term.at, 'expected a field, a sign and a value without spaces, such as val_accuracy>0.85', value);
    return wordCondition(value);
  }
  const text = TEXTS[field];
  if (field === 'status') return statusCondition(term);
  if (field === 'tag') return { sql: 'EXISTS (SELECT 1 FROM tags t WHERE t.run = r.key AND t.tag = ? COLLATE NOCASE)', values: [value] };
  if (text !== undefined) return { sql: `instr(lower(${text}), lower(?)) > 0`, values: [value] };
  const number = NUMBERS[field];
  if (number !== undefined) return { sql: `${number} ${comparison(operator)} ?`, values: [numberOf(term)] };
  if (field.includes('.') && !metrics.includes(field)) return settingCondition(term, field, operator);
  return metricCondition(term, field, operator, metrics);
}

function wordCondition(word: string): Condition {
  const places = ['r.name', 'r.dataset_name', 'r.model'].map((column) => `instr(lower(${column}), lower(?)) > 0`);
  const tag = 'EXISTS (SELECT 1 FROM tags t WHERE t.run = r.key AND instr(lower(t.tag), lower(?)) > 0)';
  return { sql: `(${[...places, tag].join(' OR ')})`, values: [word, word, word, word] };
}

function statusCondition(term: Term): Condition {
  const statuses = term.value.split(',').map((each) => each.toLowerCase());
  for (const status of statuses) {
    if (!RUN_STATUSES.some((known) => known === status)) throw problem(term.at, `expected one of ${RUN_STATUSES.join(', ')}`, status, RUN_STATUSES);
  }
  return { sql: `r.status IN (${statuses.map(() => '?').join(', ')})`, values: statuses };
}

/** `loader.batchSize>16`, `training.optimizer.kind:adam`: looked up in the spec's JSON. */
function settingCondition(term: Term, field: string, operator: ':' | Comparison): Condition {
  const parts = field.split('.');
  if (!parts.every((part) => /^\w+$/.test(part))) throw problem(term.at, 'expected a setting such as loader.batchSize', field);
  const path = `$.${parts.map((part) => `"${part}"`).join('.')}`;
  const setting = '(SELECT json_extract(d.spec, ?) FROM run_details d WHERE d.run = r.key)';
  if (operator === ':') return { sql: `lower(${setting}) = lower(?)`, values: [path, term.value] };
  return { sql: `${setting} ${operator} ?`, values: [path, numberOf(term)] };
}

function metricCondition(term: Term, field: string, operator: ':' | Comparison, metrics: readonly string[]): Condition {
  const isKnown = metrics.includes(field);
  const near = nearest(field, [...FIELDS, ...metrics]);
  if (!isKnown && (near !== null || !METRIC_NAME.test(field))) {
    throw problem(term.at, `expected a field (${FIELDS.join(', ')}), a metric or a setting`, field, [...FIELDS, ...metrics]);
  }
  const compared = comparison(operator);
  const reached = compared.startsWith('>') ? 'max' : compared.startsWith('<') ? 'min' : 'last';
  const number = numberOf(term);
  return {
    sql: `(EXISTS (SELECT 1 FROM series s WHERE s.run = r.key AND s.name = ? AND coalesce(s.epoch_${reached}, s.${reached}) ${compared} ?)
      OR EXISTS (SELECT 1 FROM test_looks l WHERE l.run = r.key AND l.n = (SELECT max(n) FROM test_looks WHERE run = r.key AND elsewhere IS NULL) AND json_extract(l."values", ?) ${compared} ?))`,
    values: [field, number, `$."${field.replaceAll(/["\\]/g, '')}"`, number],
  };
}

/** A colon before a number means equality. */
function comparison(operator: ':' | Comparison): Comparison {
  return operator === ':' ? '=' : operator;
}

function numberOf(term: Term): number {
  const number = Number(term.value);
  if (!Number.isFinite(number)) throw problem(term.at, `expected a number for ${term.field}`, term.value);
  return number;
}

function problem(at: number, expected: string, found: string, known: readonly string[] = []): BadInput {
  const near = nearest(found, known);
  const hint = near === null ? '' : `: did you mean "${near}"?`;
  return new BadInput(`search: ${expected}, but found "${found}" at character ${at + 1}${hint}`);
}
