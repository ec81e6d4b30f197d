import { expect, test } from "vitest";
import { ComputeElement } from "../../hw/redmule/ce.js";
import { OPERATIONS, type Operation } from "../../hw/redmule/operation.js";

const P = 3;
const TWO = 0x4000;
const THREE = 0x4200;
const EIGHT = 0x4800;

/** Steps an element with constant operands; its last output. */
function run(ce: ComputeElement, op: Operation, accumulator: number, clocks: number): number {
  Object.assign(ce, { x: TWO, w: THREE, accumulator, operation: OPERATIONS.indexOf(op), step: 1 });
  for (let clock = 0; clock < clocks; clock++) {
    ce.settle();
    ce.edge();
  }
  return ce.output;
}

test.each([
  ["with padded steps the delayed accumulator moves under every operation", true, EIGHT],
  ["without, it stands still under a fused multiply-add and comes out of an operation that follows", false, TWO],
])("%s", (_what, pads, first) => {
  const ce = new ComputeElement(P, pads);
  run(ce, "MAXMIN", TWO, 10);
  run(ce, "GEMM", EIGHT, 10);
  // max(2, 3) = 3 against the delayed accumulator: the smaller of both.
  expect(run(ce, "MAXMIN", EIGHT, 1)).toBe(first === EIGHT ? THREE : TWO);
  expect(run(ce, "MAXMIN", EIGHT, P)).toBe(THREE);
});

test("the unit that an operation does not use stands still", () => {
  const ce = new ComputeElement(P);
  run(ce, "GEMM", TWO, 10);
  run(ce, "MAXMIN", EIGHT, 10);
  // 2 x 3 + 2 is still in the pipeline, in front of 2 x 3 + 8.
  expect(run(ce, "GEMM", EIGHT, P)).toBe(EIGHT);
  expect(run(ce, "GEMM", EIGHT, 1)).toBe(0x4b00);
});
