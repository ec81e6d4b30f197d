/** How well classes are told apart, event after event. */

/** Rows are the true classes, columns what was answered. */
export type Confusion = readonly (readonly number[])[];

export function confusionOf(labels: ArrayLike<number>, answers: ArrayLike<number>, classes: number): Confusion {
  const matrix = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  for (let i = 0; i < labels.length; i++) matrix[labels[i]][answers[i]]++;
  return matrix;
}

/** Share of right answers over the samples of some classes; NaN where there are none. */
export function accuracyOf(confusion: Confusion, classes: readonly number[]): number {
  const right = classes.reduce((sum, c) => sum + confusion[c][c], 0);
  const all = classes.reduce((sum, c) => sum + confusion[c].reduce((row, count) => row + count, 0), 0);
  return right / all;
}

/** Accuracy of each class. */
export function perClass(confusion: Confusion): readonly number[] {
  return confusion.map((_, label) => accuracyOf(confusion, [label]));
}

/**
 * Forgetting: for each class that had been met before the last event its best accuracy so far less its last one, in the mean.
 * @param history accuracy of each class, event after event
 */
export function forgettingOf(history: readonly (readonly number[])[], met: readonly number[]): number {
  const last = history.at(-1);
  if (last === undefined || history.length < 2) return 0;
  const drops = met
    .filter((label) => !Number.isNaN(last[label]))
    .map((label) => Math.max(...history.map((event) => event[label])) - last[label]);
  return drops.length === 0 ? 0 : drops.reduce((sum, drop) => sum + drop, 0) / drops.length;
}

/** What the test images tell, as shares from 0 to 1. */
export interface TestScores {
  /** Over all classes, the initial ones, those met since, and the forgetting. */
  readonly accuracy: number;
  readonly initial: number;
  readonly learnt: number;
  readonly forgetting: number;
  readonly perClass: readonly number[];
}

/** Where the test images were not classified. */
export const UNTESTED: TestScores = { accuracy: NaN, initial: NaN, learnt: NaN, forgetting: NaN, perClass: [] };

/**
 * @param initial classes known before the first event
 * @param seen classes of the events so far, each as often as it came
 * @param history accuracy of each class behind each event before
 */
export function scoresOf(
  confusion: Confusion,
  initial: readonly number[],
  seen: readonly number[],
  history: readonly (readonly number[])[],
): TestScores {
  const each = perClass(confusion);
  const met = [...new Set([...initial, ...seen])];
  const tested = each.flatMap((accuracy, label) => (Number.isNaN(accuracy) ? [] : [label]));
  const learnt = met.filter((label) => !initial.includes(label));
  return {
    accuracy: accuracyOf(confusion, tested),
    initial: accuracyOf(confusion, initial),
    learnt: accuracyOf(confusion, learnt),
    forgetting: forgettingOf([...history, each], met),
    perClass: each,
  };
}
