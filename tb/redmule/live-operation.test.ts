import { expect, test } from "vitest";
import { arrayOf, type CeModel } from "../../hw/redmule/ce-model.js";
import { errataOf } from "../../hw/redmule/errata.js";
import { OPERATIONS } from "../../hw/redmule/operation.js";
import { redmuleParameters } from "../../hw/redmule/parameters.js";
import { SplitMix64 } from "../../run/data/random.js";

const SHAPES = [
  { L: 4, H: 4, P: 3 },
  { L: 3, H: 2, P: 1 },
  { L: 5, H: 2, P: 4 },
] as const;
const CLOCKS = 1500;

function arrayFor(ce: CeModel, shape: (typeof SHAPES)[number]) {
  const array = arrayOf(ce, redmuleParameters({ ...shape, errata: errataOf("upstream-51cd064") }));
  array.store.steps.fill(1);
  return array;
}

test.each(SHAPES)(
  "the operation may change at any clock, and every output is that of the staged array: %o",
  (shape) => {
    const { L, H } = shape;
    const random = new SplitMix64(7);
    const staged = arrayFor("staged", shape);
    const others = [arrayFor("fast", shape), arrayFor("simd", shape)];
    const xBits = new Uint16Array(H * L);
    const w = new Uint16Array(H);
    const y = new Uint16Array(L);
    const operands = {
      xBits: (l: number, h: number): number => xBits[h * L + l],
      wBits: (h: number): number => w[h],
      groupRead: 0,
      elementRead: 0,
    };
    let [operation, rows] = [0, L];
    let changes = 0;
    for (let clock = 0; clock < CLOCKS; clock++) {
      if (random.integer(6) === 0) {
        operation = random.integer(2) === 0 ? 1 : random.integer(OPERATIONS.length);
        changes++;
      }
      if (random.integer(15) === 0) rows = 1 + random.integer(L);
      for (const bits of [xBits, w, y]) bits.forEach((_, i) => (bits[i] = random.integer(65536)));
      operands.groupRead = random.integer(H);
      operands.elementRead = random.integer(shape.P + 1);
      for (const { store } of others) {
        for (let h = 0; h < H; h++) {
          const group = (operands.groupRead - h + H) % H;
          store.w[(h * H + group) * (shape.P + 1) + operands.elementRead] = w[h];
        }
        store.x.set(xBits);
        store.stale.fill(1);
      }
      if (random.integer(20) === 0) {
        const padded = random.integer(3) === 0 ? random.integer(H) : H;
        for (const { store } of [staged, ...others]) for (let h = 0; h < H; h++) store.steps[h] = h === padded ? 0 : 1;
      }
      const fed = random.integer(4) === 0 ? y : null;
      for (const array of [staged, ...others]) {
        array.step(rows, operation, operands, fed);
        if (clock % 97 === 96) array.flush(rows);
      }
      for (let l = 0; l < L; l++) {
        for (let h = 0; h < H; h++) {
          const wanted = finite(staged.output(l, h));
          for (const array of others) {
            const got = finite(array.output(l, h));
            if (got !== wanted) expect.fail(`clock ${clock}, CE (${l}, ${h}): ${got} instead of ${wanted}`);
          }
        }
      }
    }
    expect(changes).toBeGreaterThan(CLOCKS / 10);
  },
);

/** Every NaN is one: a CE hands an accumulator on as it came. */
function finite(bits: number): number {
  return (bits & 0x7fff) > 0x7c00 ? 0x7e00 : bits;
}
