import type { Sink } from "../../run/files/sink.js";
import { VectorDump } from "../../wave/vector-dump.js";
import type { DiffObserver, DiffRun } from "./diff-run.js";

/** Writes every compared signal twice, as the RTL has it and as the model has it, and a bit that says where they differ. */
export class BothSides implements DiffObserver {
  private readonly sink: Sink;
  private readonly version: string;
  private dump: VectorDump | null = null;
  private readonly differs = new Uint32Array(1);
  private last = 0;

  constructor(sink: Sink, version: string) {
    this.sink = sink;
    this.version = version;
  }

  begin(run: DiffRun): void {
    const { signals } = run.view;
    // A signal that the model holds twice is one signal of the RTL.
    const name = (s: number): string =>
      signals.findIndex(({ path }) => path === signals[s].path) === s ? signals[s].path : `${signals[s].path}__${s}`;
    this.dump = new VectorDump(
      this.sink,
      [
        { path: "differs", width: 1 },
        ...signals.map(({ width }, s) => ({ path: `rtl.${name(s)}`, width })),
        ...signals.map(({ width }, s) => ({ path: `model.${name(s)}`, width })),
      ],
      { version: this.version, comment: `values before each rising edge of ${run.top}, at its time` },
    );
  }

  clock(run: DiffRun, time: number): void {
    const { view, signals, offsets, divergence } = run;
    const dump = this.dump!;
    const count = view.signals.length;
    let any = 0;
    for (let s = 0; s < count; s++) {
      const { offset, width, kind } = view.signals[s];
      dump.put(time, 1 + s, signals.words, offsets[s], signals.unknown);
      dump.put(time, 1 + count + s, view.words, offset);
      if (kind === "wire") continue;
      for (let w = 0, left = width; left > 0; w++, left -= 32) {
        any |= divergence.differing(offset + w, offsets[s] + w, signals.words, signals.unknown);
      }
    }
    this.differs[0] = any === 0 ? 0 : 1;
    dump.put(time, 0, this.differs, 0);
    this.last = time;
  }

  close(): void {
    this.dump?.close(this.last + 1);
  }

  abort(): void {
    if (this.dump === null) this.sink.abort();
    else this.dump.abort();
  }
}
