import { UsageError } from "../hw/errors.js";

/** What the worker of the tests does: it answers with its task, soon or late, or throws. */
export const MOODS = ["well", "slow", "misused", "broken"] as const;
export type Mood = (typeof MOODS)[number];

/** Entry of a worker thread for the tests of the pool. */
export default function moody(mood: Mood): Mood {
  if (mood === "misused") throw new UsageError("A mistake: mend it.");
  if (mood === "broken") throw new RangeError("broken");
  const end = performance.now() + (mood === "slow" ? 20 : 0);
  while (performance.now() < end);
  return mood;
}
