/** RedMulE on a memory of one's own: rows that must be opened before they are read. Run: npx tsx examples/custom-memory.ts */
import {
  drawJob,
  IdealMemory,
  PlacedJob,
  RedmuleBench,
  redmuleParameters,
  type MemoryWindow,
  type WidePort,
} from "redmule";

/** A memory with one open row: an access to another row waits for `latency` clocks until that row is open. */
class RowMemory extends IdealMemory {
  /** Bytes of a row. */
  static readonly ROW = 1024;
  private readonly latency: number;
  private open = -1;
  private waited = 0;

  constructor(port: WidePort, window: MemoryWindow, latency: number) {
    super(port, window);
    this.latency = latency;
  }

  private get hits(): boolean {
    return Math.floor(this.port.addr / RowMemory.ROW) === this.open;
  }

  // RedMulE's port answers one clock after the grant, so a slow memory holds the grant back.
  override settleGrant(): void {
    this.port.gnt = this.port.req && (this.hits || this.waited >= this.latency) ? 1 : 0;
  }

  override edge(): void {
    super.edge();
    const { req, gnt, addr } = this.port;
    if (gnt) this.open = Math.floor(addr / RowMemory.ROW);
    this.waited = req && !gnt ? this.waited + 1 : 0;
  }

  override reset(): void {
    super.reset();
    this.open = -1;
    this.waited = 0;
  }
}

const job = drawJob({ op: "GEMM", fmt: "fp16", m: 48, n: 64, k: 64 }, "norm", 1);
for (const latency of [0, 2, 8, 32]) {
  const bench = new RedmuleBench(
    redmuleParameters({ L: 12, H: 4, P: 3 }),
    { base: 0, bytes: 0x10000 },
    "fast",
    (port, window) => new RowMemory(port, window, latency),
  );
  const placed = new PlacedJob(bench, job, [0, 0x4000, 0x8000]);
  bench.softClear();
  bench.program(placed.registers);
  const { cycles, diagnosis } = bench.run();
  bench.drain();
  const verdict = diagnosis ?? (placed.mismatches() === 0 ? "equal to golden" : "different from golden");
  console.log(`opening a row takes ${String(latency).padStart(2)} clocks: ${cycles} clocks, ${verdict}`);
}
