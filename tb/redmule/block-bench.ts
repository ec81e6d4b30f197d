import { fc } from "@fast-check/vitest";
import { redmuleParameters, tileColumns, type RedmuleParameters } from "../../hw/redmule/parameters.js";
import { Pauses } from "../checkers/pauses.js";
import { SplitMix64 } from "../../run/data/random.js";

/** An array small enough to wrap often, pauses, and a seed for data and pauses. */
export const settings = fc.record({
  L: fc.integer({ min: 1, max: 5 }),
  H: fc.integer({ min: 1, max: 4 }),
  P: fc.nat(3),
  port: fc.constantFrom(64, 96, 160),
  pause: fc.constantFrom(0, 0.2, 0.7),
  longest: fc.integer({ min: 1, max: 6 }),
  seed: fc.nat(1e6),
});

/** What the tests of a block alone draw from. */
export interface BlockBench {
  readonly p: RedmuleParameters;
  readonly D: number;
  readonly random: SplitMix64;
  /** Pauses of one interface; `stream` tells those of a block apart. */
  pauses(stream: number): Pauses;
}

export type Setting = typeof settings extends fc.Arbitrary<infer T> ? T : never;

/** The design of a setting, with the random numbers of its test. */
export function blockBench({ L, H, P, port, pause, longest, seed }: Setting): BlockBench {
  const p = redmuleParameters({ L, H, P, port });
  const pauses = (stream: number): Pauses => new Pauses(pause, longest, seed, stream);
  return { p, D: tileColumns(p), random: new SplitMix64(seed), pauses };
}

/** Elements that are not 0, so that a zero is one that the buffer made. */
export const drawElements = (random: SplitMix64, count: number): Uint16Array =>
  Uint16Array.from({ length: count }, () => 1 + random.integer(0xffff));
