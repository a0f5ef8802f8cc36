import { Document, LineCounter, isMap, isNode, isScalar, parseDocument, stringify, visit } from 'yaml';
import { inWords } from './parse.ts';
import type { Problem } from './parse.ts';

/** A problem with the line of the YAML text that it is about, counted from 1. */
export interface LocatedProblem extends Problem {
  readonly line: number | null;
}

/** "Line 5: trainning: expected a known key, but found …" */
export function problemInWords(problem: LocatedProblem): string {
  return problem.line === null ? inWords(problem) : `Line ${problem.line}: ${inWords(problem)}`;
}

export interface ParsedYaml {
  readonly value: unknown;
  readonly problems: readonly LocatedProblem[];
  /** The line on which the key (or list item) at a path stands, or the nearest that encloses it. */
  lineOf(path: string): number | null;
}

/** Reads an experiment's YAML; text that is no YAML gives problems with their lines instead of a value. */
export function parseYaml(text: string): ParsedYaml {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const problems = document.errors.map((error) => ({
    path: '',
    message: `expected YAML, but found: ${error.message}`,
    line: lines.linePos(error.pos[0]).line,
  }));
  return {
    value: problems.length > 0 ? undefined : (document.toJS() as unknown),
    problems,
    lineOf: (path) => lineOf(document, lines, path),
  };
}

/**
 * The text with one value changed or, for undefined, removed. Comments and
 * order of everything else stay as the user wrote them; where a plain value
 * takes the place of another, spacing does too.
 */
export function editYaml(text: string, path: readonly (string | number)[], value: unknown): string {
  const document = parseDocument(text);
  const place = rangeOf(document.getIn(path, true));
  if (value === undefined) document.deleteIn(path);
  else document.setIn(path, document.createNode(value, { flow: isFlat(value) }));
  return inPlace(text, place, value, document) ?? document.toString({ lineWidth: 120 });
}

/** The new value written over the old one, unless that would say something else than the edited document. */
function inPlace(text: string, place: YamlRange | null, value: unknown, edited: Document): string | null {
  if (place === null || value === undefined) return null;
  const written = stringify(value, { collectionStyle: 'flow', flowCollectionPadding: false, lineWidth: 0 }).trimEnd();
  const result = text.slice(0, place[0]) + written + text.slice(place[1]);
  const { value: read, problems } = parseYaml(result);
  return problems.length === 0 && JSON.stringify(read) === JSON.stringify(edited.toJS()) ? result : null;
}

/** An experiment as the text that a user begins with; short lists stay on one line. */
export function writeYaml(experiment: object): string {
  const document = new Document(experiment);
  visit(document, { Seq: (_, node) => void (node.flow = node.items.every((each) => isScalar(each))) });
  return document.toString({ lineWidth: 120 });
}

/** `augment[2].range` as keys: `["augment", 2, "range"]`. */
export function pathKeys(path: string): (string | number)[] {
  return [...path.matchAll(/([^.[\]]+)|\[(\d+)\]/g)].map((match) => (match[2] === undefined ? (match[1] ?? '') : Number(match[2])));
}

function lineOf(document: Document, lines: LineCounter, path: string): number | null {
  for (let keys = pathKeys(path); ; keys = keys.slice(0, -1)) {
    const range = rangeOf(keys.length === 0 ? document.contents : (keyAt(document, keys) ?? document.getIn(keys, true)));
    if (range) return lines.linePos(range[0]).line;
    if (keys.length === 0) return null;
  }
}

/** The key that leads to a value; null for an item of a list. A group begins a line below its key. */
function keyAt(document: Document, path: readonly (string | number)[]): unknown {
  const parent = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true);
  if (!isMap(parent)) return null;
  return parent.items.find(({ key }) => isScalar(key) && String(key.value) === String(path.at(-1)))?.key ?? null;
}

/** Where a node's value begins and ends in the text. */
type YamlRange = readonly [number, number, number];

function rangeOf(node: unknown): YamlRange | null {
  return isNode(node) ? (node.range ?? null) : null;
}

/** Short lists of plain values read best on one line. */
function isFlat(value: unknown): boolean {
  return Array.isArray(value) && value.every((each) => typeof each !== 'object');
}
