import { test as property, fc } from "@fast-check/vitest";
import { expect } from "vitest";
import { gemmOpsFast } from "../../golden/gemm/fast.js";
import { withTensors } from "../../run/redmule/job.js";
import { Camera } from "../../view/camera.js";
import { Model } from "../../view/model.js";
import { Origins, type Origin } from "../../view/origin.js";
import { DEFAULT_FIELDS, setupOf, type Fields } from "../../view/setup.js";
import { Shot } from "../../view/shot.js";

const size = fc.integer({ min: 1, max: 24 }).map(String);
const fields = fc.record({
  ...{ m: size, n: size, k: size, seed: fc.nat(1000).map(String) },
  op: fc.constantFrom("GEMM", "MATMUL", "MAXMIN"),
  array: fc.constantFrom("4x2x1", "3x4x2", "12x4x3", "2x2x0"),
  stall: fc.constantFrom("0", "0.2"),
});

/** A model with its tensors and the results of its job after every step n. */
function built(given: Partial<Fields>) {
  const setup = setupOf({ ...DEFAULT_FIELDS, ...given });
  const model = new Model(setup);
  const camera = new Camera(model.scope);
  const job = withTensors(setup.job);
  const { m, n, k } = job;
  const { L, H, P, banks, errata } = setup.job.config;
  const { tensors } = model;
  const partial = Array.from({ length: n }, (_, upTo) => {
    const x = job.x.filter((_bits, i) => i % n <= upTo);
    return gemmOpsFast({ ...job, n: upTo + 1, x, w: job.w.slice(0, (upTo + 1) * k) });
  });
  const shot = new Shot(
    { L, H, P, banks, op: job.op, m, n, k, errata, tensors, places: camera.places },
    new Uint32Array(camera.size),
  );
  const bits = (origin: Origin): number | null => {
    if (typeof origin === "string") return null;
    const { matrix, row, column, upTo } = origin;
    if (matrix === "X") return tensors.x[row * n + column];
    if (matrix === "W") return tensors.w[row * k + column];
    return matrix === "Y" ? tensors.y![row * k + column] : partial[upTo ?? n - 1][row * k + column];
  };
  return { model, camera, shot, bits };
}

property.prop([fields], { numRuns: 8 })(
  "every cell holds the element that it is said to hold, and every element is somewhere once",
  (given) => {
    const { model, camera, shot, bits } = built(given);
    const origins = new Origins(shot);
    const { L, H, P } = shot.design;
    const D = H * (P + 1);
    const wrong: string[] = [];
    const seen = { X: new Set(), W: new Set(), Y: new Set(), Z: new Set() };
    const check = (what: string, origin: Origin, value: number): void => {
      const expected = bits(origin);
      if (typeof origin === "string") return;
      seen[origin.matrix].add(`${origin.row},${origin.column}`);
      if (expected !== value)
        wrong.push(`clock ${model.clock}: ${what} holds ${value}, ${JSON.stringify(origin)} is ${expected}`);
    };
    while (!model.ended && wrong.length === 0) {
      model.go(model.clock + 1);
      camera.take(shot.values);
      const { xBuffer, wBuffer, zBuffer } = model.bench.redmule;
      for (let l = 0; l < L; l++) {
        for (let d = 0; d < D; d++) {
          check(`pad[${l}][${d}]`, origins.xPad(l, d), xBuffer.pad[l * D + d]);
          check(`z[${l}][${d}]`, origins.z(l, d), zBuffer.data[d * L + l]);
        }
        for (let s = 0; s < 2 * H; s++) check(`buffer[${l}][${s}]`, origins.xBuffer(l, s), xBuffer.buffer[s * L + l]);
        for (let h = 0; h < H; h++) {
          const ce = `redmule.engine.row${l}.ce${h}`;
          for (let age = 0; age < P; age++) {
            check(`${ce}.pipeline[${age}]`, origins.result(l, h, age), shot.values[shot.index(`${ce}.pipeline`) + age]);
          }
          check(`${ce}.output`, origins.result(l, h, P), shot.value(`${ce}.output`));
        }
      }
      for (let r = 0; r < H; r++)
        for (let d = 0; d < D; d++) check(`w[${r}][${d}]`, origins.w(r, d), wBuffer.data[r * D + d]);
    }
    expect(wrong).toEqual([]);
    const { m, n, k, tensors } = shot.design;
    expect(Object.values(seen).map(({ size }) => size)).toEqual([m * n, n * k, tensors.y === null ? 0 : m * k, m * k]);
  },
);
