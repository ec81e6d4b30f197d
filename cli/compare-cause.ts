import { hex } from "../hw/hex.js";
import type { KernelBench } from "../run/kernels/kernel-bench.js";

/**
 * Where a wrong Z of a kernel comes from: runs it once more and watches the elements that are wrong.
 * @param build the same product and kernel again, on a cluster of its own
 */
export function causeOf(ended: KernelBench, build: () => KernelBench): string {
  const elements = ended.wrongElements();
  const [{ row, column, got, golden }] = elements;
  const again = build();
  const { cluster } = again.call;
  const watch = again.watch(elements);
  cluster.observers.push((clock) => watch.sample(clock));
  again.advance();
  watch.sample(cluster.clock);
  const { first } = watch;
  const write =
    first === undefined
      ? "no wrong element was ever written"
      : `first wrong write of Z[${elements[first.index].row}][${elements[first.index].column}] in clock ${first.clock}`;
  return `first Z[${row}][${column}]: ${hex(got)}, golden ${hex(golden)}; ${write}`;
}
