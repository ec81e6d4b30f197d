import { Cluster } from "../../hw/cluster/systems/cluster.js";
import { KernelBench } from "../../run/kernels/kernel-bench.js";
import { drawProduct } from "../../run/kernels/product.js";
import { busyCluster } from "./busy-cluster.js";
import { stopwatch } from "./stopwatch.js";

/** The product of the comparison with other simulators. */
const SHAPE = { m: 64, n: 64, k: 64 };
/** A core alone takes eight times as long for it. */
const ALONE = { m: 16, n: 32, k: 64 };
const WARM_UP = 10_000;
const CLOCKS = 40_000;

/** Cost of a clock in ns of a cluster with instruction cache whose first `team` cores compute a product in FP32; the others sleep. */
export function kernelClockNs(team: number): number {
  const shape = team === 1 ? ALONE : SHAPE;
  const product = drawProduct("fp32", shape, { data: "norm", seed: 1, withY: false });
  const { call } = new KernelBench(new Cluster({ fetch: "cache" }), product, { kernel: "fp32_4x4", team });
  const spent = stopwatch();
  call.finish();
  return spent() / call.cluster.clock;
}

/** Cost of a clock in ns of the cluster with RedMulE at work, its cores busy or asleep. */
export function redmuleClockNs(cores: "busy" | "asleep"): number {
  const cluster = busyCluster(cores);
  const goOn = (clocks: number): void => {
    for (let end = cluster.clock + clocks; cluster.clock < end;) cluster.advance(end - cluster.clock);
  };
  goOn(WARM_UP);
  const spent = stopwatch();
  goOn(CLOCKS);
  return spent() / CLOCKS;
}
