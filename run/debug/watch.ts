import { overlaps, type Access } from "./accesses.js";
import type { Timeline } from "./timeline.js";

/** What a watchpoint waits for: a byte that changes, a read, any access. */
export type WatchKind = "write" | "read" | "access";

/** Somebody touched what is watched, in the clock that was stepped last. */
export interface Touch {
  readonly watch: Watch;
  /** Whoever it was; undefined where it was seen in the memory alone: the DMA in L2. */
  readonly access: Access | undefined;
}

/** A stretch of memory under watch. */
export class Watch {
  readonly kind: WatchKind;
  readonly address: number;
  readonly bytes: number;
  private previous: Uint8Array;

  /** @throws UsageError when a stretch to be watched for writes is in no memory */
  constructor(kind: WatchKind, address: number, bytes: number, timeline: Timeline) {
    this.kind = kind;
    this.address = address;
    this.bytes = bytes;
    this.previous = timeline.memory(address, bytes);
  }

  /** From here on changes count. */
  begin(timeline: Timeline): void {
    this.previous = timeline.memory(this.address, this.bytes);
  }

  /** Call behind every clock. */
  look(timeline: Timeline): Touch | undefined {
    const { kind, address, bytes, previous } = this;
    const now = timeline.memory(address, bytes);
    const changed = now.some((byte, i) => byte !== previous[i]);
    if (changed) this.previous = now;
    const hits = timeline.accesses.filter((access) => overlaps(access.address, access.bytes, address, bytes));
    if (kind === "write") return changed ? { watch: this, access: hits.find(({ write }) => write) } : undefined;
    const access = hits.find(({ write }) => kind === "access" || !write);
    return access === undefined ? undefined : { watch: this, access };
  }
}
