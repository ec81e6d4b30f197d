import { mkdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { arrayOf, type CeModel } from "../../hw/redmule/ce-model.js";
import { errataOf, type Profile } from "../../hw/redmule/errata.js";
import { redmuleParameters } from "../../hw/redmule/parameters.js";
import { jobWords } from "../../hw/redmule/registers.js";
import { FileSink } from "../../run/files/file-sink.js";
import { VcdWriter } from "../../wave/vcd-writer.js";
import { makeTensor } from "../../run/data/tensors.js";
import { RedmuleBench } from "../../run/redmule/redmule-bench.js";
import { stopwatch } from "./stopwatch.js";

const BASE = 0x10000;
const ARRAY_STEPS = 100_000;

/** An FP16 GEMM of `size` in every dimension, norm data, on a fresh 12 x H array with an ideal memory. */
function prepare(H: number, profile: Profile, size: number, ce?: CeModel): RedmuleBench {
  const stride = Math.ceil((2 * size * size) / 4096) * 4096;
  const window = { base: BASE, bytes: 4 * stride };
  const bench = new RedmuleBench(redmuleParameters({ L: 12, H, errata: errataOf(profile) }), window, ce);
  const halves = new Uint16Array(bench.memory.bytes.buffer);
  for (let i = 0; i < 3; i++) halves.set(makeTensor("fp16", size * size, "norm", 1, i), (i * stride) / 2);
  const words = jobWords({ op: "GEMM", fmt: "fp16", m: size, n: size, k: size });
  bench.softClear();
  bench.program([BASE, BASE + stride, BASE + 2 * stride, ...words]);
  return bench;
}

/** Cost of a clock of the whole RedMulE in ns, over one job of `size` in every dimension. */
export function clockNs(H: number, profile: Profile, size = 192, ce?: CeModel): number {
  const bench = prepare(H, profile, size, ce);
  const spent = stopwatch();
  const { cycles } = bench.run();
  return spent() / cycles!;
}

/** Cost of a multiply-add in ns, in the array alone with every row and column at work. */
export function simdFmaNs(): number {
  const parameters = redmuleParameters({ L: 12, H: 4 });
  const array = arrayOf("simd", parameters);
  const { store } = array;
  const bits = makeTensor("fp16", store.x.length + store.w.length, "norm", 1, 0);
  store.x.set(bits.subarray(0, store.x.length));
  store.w.set(bits.subarray(store.x.length));
  store.steps.fill(1);
  store.stale.fill(1);
  const operands = { xBits: () => 0, wBits: () => 0, groupRead: 0, elementRead: 0 };
  const spent = stopwatch();
  for (let step = 0; step < ARRAY_STEPS; step++) {
    operands.elementRead = step & parameters.P;
    array.step(parameters.L, 1, operands, null);
  }
  return spent() / ARRAY_STEPS / (parameters.L * parameters.H);
}

/** Where the VCD file of this process goes; whoever starts the thread takes it away when that is ended from outside. */
export const vcdFolder = (): string => join(tmpdir(), `redmule-bench-${process.pid}`);

/** Cost of a clock in ns with every register traced to a VCD file, over one 64 x 64 x 64 job. */
export function tracedClockNs(): number {
  const folder = vcdFolder();
  mkdirSync(folder, { recursive: true });
  try {
    const bench = prepare(4, "sound", 64);
    const writer = new VcdWriter(bench.redmule.scope("redmule"), new FileSink(join(folder, "bench.vcd")), {
      version: "bench",
    });
    bench.observers.push((cycle) => writer.sample(cycle));
    const stop = stopwatch();
    const { cycles } = bench.run();
    const spent = stop();
    writer.close();
    return spent / cycles!;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
