import fc from "fast-check";
import { expect, test } from "vitest";
import { walk } from "../../hw/probe.js";
import { errataOf } from "../../hw/redmule/errata.js";
import { TENSOR_FORMATS, type TensorFormat } from "../../hw/redmule/operation.js";
import { JobStorage } from "../../hw/redmule/job-storage.js";
import { redmuleParameters, type RedmuleParameters } from "../../hw/redmule/parameters.js";
import { Tiler } from "../../hw/redmule/tiler.js";

const FORMATS = Object.keys(TENSOR_FORMATS) as TensorFormat[];
const sizes = fc.oneof(fc.integer({ min: 1, max: 65535 }), fc.integer({ min: 1, max: 100 }));
const arrays = fc
  .record({
    L: fc.integer({ min: 1, max: 33 }),
    H: fc.integer({ min: 1, max: 9 }),
    P: fc.nat(4),
    words: fc.integer({ min: 2, max: 40 }),
  })
  .map(({ words, ...array }) => ({ ...array, port: 32 * words }));

interface Shape {
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly fmt: TensorFormat;
  readonly operation: number;
}

/** Writes a job into a context and steps the tiler until it is ready; returns the clocks from the write to valid. */
function tile(tiler: Tiler, job: JobStorage, context: number, shape: Shape): number {
  write(tiler, job, context, shape);
  tiler.running = context;
  for (let clock = 1; clock < 50; clock++) {
    step(tiler, job);
    if (tiler.ready) return clock;
  }
  throw new Error("The tiler never became ready.");
}

/** Writes a job into a context, 0x54 in the clock that comes. */
function write(tiler: Tiler, job: JobStorage, context: number, { m, n, k, fmt, operation }: Shape): void {
  job.words.set([0x100, 0x200, 0x300, ((k << 16) | m) >>> 0, n], job.base(context));
  tiler.programmed = context;
  tiler.start = tiler.resize = 1;
  tiler.written = job.base(context) + 5;
  tiler.writtenValue = (operation << 10) | (TENSOR_FORMATS[fmt].code << 7);
}

/** One clock; the word that is written stands in its register afterwards. */
function step(tiler: Tiler, job: JobStorage): void {
  tiler.settle();
  tiler.edge();
  if (tiler.written >= 0) job.words[tiler.written] = tiler.writtenValue;
  tiler.start = tiler.resize = 0;
  tiler.written = -1;
}

/** The same quantities by plain integer arithmetic. */
function wanted(p: RedmuleParameters, { m, n, k, fmt, operation }: Shape) {
  const { L, H, P, port, errata } = p;
  const D = H * (P + 1);
  const bytes = errata.E12 ? 2 : TENSOR_FORMATS[fmt].bytes;
  const rowTiles = Math.ceil(m / L);
  const columnTiles = Math.ceil(k / D);
  const beat = port / 8 - 4;
  const beatsOf = (columns: number): number => Math.ceil((columns * bytes) / beat);
  let rowBeats = 0;
  for (let column = 0; column < k; column += D) rowBeats += beatsOf(Math.min(D, k - column));
  return {
    addresses: [0x100, 0x200, 0x300],
    operation,
    format: TENSOR_FORMATS[fmt].code,
    elementBytes: bytes,
    usesY: operation === 0 ? 0 : 1,
    counts: [rowTiles, columnTiles, Math.ceil(n / D), n, Math.ceil(n / H) * H],
    left: [m % L, n % D, n % H, k % D],
    rows: [n * bytes, k * bytes],
    xFetches: rowTiles * columnTiles * Math.ceil(n / D),
    wBeats: rowTiles * rowBeats * (errata.E10 ? Math.ceil(n / H) * H : n),
    zBeats: errata.E7 ? (errata.E11 ? (rowTiles * columnTiles) & 0xffff : rowTiles * columnTiles) * L : m * rowBeats,
  };
}

function found(tiler: Tiler) {
  // The job takes its addresses when it starts.
  tiler.setback = 1;
  tiler.settle();
  tiler.edge();
  tiler.setback = 0;
  const c = tiler.config;
  const { operation, format, elementBytes, usesY, xFetches, wBeats, zBeats } = c;
  return {
    addresses: [c.xAddr, c.wAddr, c.zAddr],
    ...{ operation, format, elementBytes, usesY },
    counts: [c.rowTiles, c.columnTiles, c.chunks, c.steps, c.paddedSteps],
    left: [c.rowsLeft, c.chunkLeft, c.stepsLeft, c.columnsLeft],
    rows: [c.xRowBytes, c.wRowBytes],
    ...{ xFetches, wBeats, zBeats },
  };
}

/** Registers whose value has more bits than their probe says. */
function tooNarrow(tiler: Tiler): string[] {
  const names: string[] = [];
  walk(tiler.scope("tiler"), (_path, { name, kind, width, length, get }) => {
    for (let i = 0; i < length; i++) if (kind === "register" && get(i) >= 2 ** width) names.push(name);
  });
  return names;
}

const shapes = fc.record({
  m: sizes,
  n: sizes.filter((n) => n <= 65535 - 8),
  k: sizes,
  fmt: fc.constantFrom(...FORMATS),
  operation: fc.nat(7),
});

test("the sound tiler agrees with integer arithmetic, any array, port, shape and format, in 34 clocks", () => {
  fc.assert(
    fc.property(arrays, shapes, fc.nat(1), (array, shape, context) => {
      const p = redmuleParameters(array);
      const job = new JobStorage(p, 2);
      const tiler = new Tiler(p, job);
      expect(tile(tiler, job, context, shape)).toBe(34);
      expect(found(tiler)).toEqual(wanted(p, shape));
      expect(tooNarrow(tiler)).toEqual([]);
    }),
    { numRuns: 400 },
  );
});

test.each([[["E12"]], [["E7", "E10"]], [["E7", "E11"]], [["E7", "E10", "E11", "E12"]]] as const)(
  "under %s strides and totals are the reference's",
  (errata) => {
    const p = redmuleParameters({ errata: errataOf("sound", errata) });
    fc.assert(
      fc.property(shapes, (shape) => {
        const job = new JobStorage(p, 2);
        const tiler = new Tiler(p, job);
        tile(tiler, job, 0, shape);
        expect(found(tiler)).toEqual(wanted(p, shape));
      }),
      { numRuns: 60 },
    );
  },
);

test("both contexts keep a result; a context written while the other is tiled is tiled after it", () => {
  const p = redmuleParameters();
  const job = new JobStorage(p, 2);
  const tiler = new Tiler(p, job);
  const first: Shape = { m: 24, n: 32, k: 33, fmt: "fp16", operation: 1 };
  const second: Shape = { m: 7, n: 65535, k: 3, fmt: "fp8", operation: 0 };
  write(tiler, job, 0, first);
  for (let clock = 0; clock < 80; clock++) {
    if (clock === 9) write(tiler, job, 1, second);
    step(tiler, job);
  }
  for (const [context, shape] of [first, second].entries()) {
    tiler.running = context;
    expect(tiler.ready).toBe(1);
    expect(found(tiler)).toEqual(wanted(p, shape));
  }
});

const DRAWN_AGAIN: readonly Shape[] = [
  { m: 100, n: 65000, k: 3, fmt: "fp16", operation: 1 },
  { m: 7, n: 33, k: 1000, fmt: "fp8", operation: 3 },
];

test("of two writes of 0x54 in any distance the later wins, valid 34 clocks behind it", () => {
  const p = redmuleParameters();
  for (let distance = 1; distance < 80; distance++) {
    const job = new JobStorage(p, 2);
    const tiler = new Tiler(p, job);
    write(tiler, job, 0, DRAWN_AGAIN[0]);
    for (let clock = 0; clock < distance; clock++) step(tiler, job);
    expect({ distance, clocks: tile(tiler, job, 0, DRAWN_AGAIN[1]) }).toEqual({ distance, clocks: 34 });
    expect(found(tiler)).toEqual(wanted(p, DRAWN_AGAIN[1]));
  }
});

test("a size that is written behind 0x54 counts, and costs the tiler its 34 clocks again", () => {
  const p = redmuleParameters();
  const job = new JobStorage(p, 2);
  const tiler = new Tiler(p, job);
  expect(tile(tiler, job, 1, DRAWN_AGAIN[0])).toBe(34);
  const changed = { ...DRAWN_AGAIN[0], n: 17 };
  tiler.resize = 1;
  tiler.written = job.base(1) + 4;
  tiler.writtenValue = changed.n;
  for (let clock = 1; clock <= 34; clock++) {
    step(tiler, job);
    expect({ clock, ready: tiler.ready }).toEqual({ clock, ready: clock === 34 ? 1 : 0 });
  }
  expect(found(tiler)).toEqual(wanted(p, changed));
});

test("E20: a second start runs on with what the first began", () => {
  const p = redmuleParameters({ errata: errataOf("sound", ["E20"]) });
  const job = new JobStorage(p, 2);
  const tiler = new Tiler(p, job);
  write(tiler, job, 0, DRAWN_AGAIN[1]);
  for (let clock = 0; clock < 5; clock++) step(tiler, job);
  expect(tile(tiler, job, 0, DRAWN_AGAIN[1])).toBe(34 - 5);
  expect(found(tiler)).not.toEqual(wanted(p, DRAWN_AGAIN[1]));
});
