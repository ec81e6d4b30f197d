import { expect, test } from "vitest";
import { Pauses } from "./pauses.js";

const draw = (pauses: Pauses, clocks = 2000): boolean[] => Array.from({ length: clocks }, () => pauses.next());

test("pauses follow from probability, longest run, seed and stream", () => {
  expect(draw(new Pauses(0, 3, 1))).not.toContain(true);
  expect(draw(new Pauses(1, 3, 1))).not.toContain(false);
  const some = draw(new Pauses(0.2, 1, 7));
  expect(draw(new Pauses(0.2, 1, 7))).toEqual(some);
  expect(draw(new Pauses(0.2, 1, 7, 1))).not.toEqual(some);
  const share = some.filter((pause) => pause).length / some.length;
  expect(Math.abs(share - 0.2)).toBeLessThan(0.05);
  // Runs of 1 to 4 clocks: 2.5 paused ones for each 1 / 0.2 - 1 others.
  const runs = draw(new Pauses(0.2, 4, 7)).filter((pause) => pause).length / 2000;
  expect(Math.abs(runs - 2.5 / 6.5)).toBeLessThan(0.06);
});
