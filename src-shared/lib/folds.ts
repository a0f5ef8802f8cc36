import type { SplitUnit } from './split-unit.ts';

/**
 * The fold of every unit, from 0, in the order of the units.
 *
 * Each goes to the fold that has the fewest of its classes so far, and of
 * those to the one with the fewest samples. Large units come first, because
 * small ones can still fill what is left; single samples come class by class,
 * so that no two folds differ by more than one sample of a class, nor in all.
 *
 * @param units in the order in which chance has put them.
 * @param stratify whether classes are looked at, or sizes alone.
 */
export function foldsOf(units: readonly SplitUnit[], folds: number, stratify: boolean): Int32Array {
  const assigned = new Int32Array(units.length);
  const sizes = new Float64Array(folds);
  const ofClass = new Map<number, Float64Array>();
  const cost = ({ byClass }: SplitUnit, fold: number) => byClass.reduce((sum, [label, count]) => sum + count * (2 * (ofClass.get(label)?.[fold] ?? 0) + count), 0);
  for (const place of inTurn(units)) {
    const unit = units[place] as SplitUnit;
    let best = 0;
    for (let fold = 1; fold < folds; fold++) {
      const dearer = stratify ? cost(unit, fold) - cost(unit, best) : 0;
      if (dearer < 0 || (dearer === 0 && (sizes[fold] ?? 0) < (sizes[best] ?? 0))) best = fold;
    }
    assigned[place] = best;
    sizes[best] = (sizes[best] ?? 0) + unit.members.length;
    for (const [label, count] of unit.byClass) {
      const counts = ofClass.get(label) ?? new Float64Array(folds);
      counts[best] = (counts[best] ?? 0) + count;
      ofClass.set(label, counts);
    }
  }
  return assigned;
}

/** Places of the units: the largest first, single ones by their class, else as chance has put them. */
function inTurn(units: readonly SplitUnit[]): readonly number[] {
  const label = (place: number) => units[place]?.byClass[0]?.[0] ?? 0;
  const size = (place: number) => units[place]?.members.length ?? 0;
  return [...units.keys()].sort((a, b) => size(b) - size(a) || label(a) - label(b) || a - b);
}
