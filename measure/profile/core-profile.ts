import type { Core } from "../../hw/cluster/core/core.js";
import type { Instruction } from "../../hw/cluster/core/instruction.js";
import { Stall, STALL_NAMES } from "../../hw/cluster/core/stall.js";
import { LAST_ISSUED, placeOf } from "../../hw/cluster/replay/clock-watcher.js";
import { Flow, type Code } from "./code.js";
import { Spans } from "./spans.js";

const REASONS = STALL_NAMES.length;
/** Calls that nest deeper are taken for a stack that is not one. */
const DEEPEST = 200;
/** Spans of a core that are kept. */
const SPANS = 40_000;

/** A function by the way it was called. */
export class CallNode {
  readonly what: number;
  readonly parent: CallNode | null;
  readonly children = new Map<number, CallNode>();
  readonly clocks = new Float64Array(REASONS);
  calls = 0;

  constructor(what: number, parent: CallNode | null) {
    this.what = what;
    this.parent = parent;
  }

  child(what: number): CallNode {
    let found = this.children.get(what);
    if (found === undefined) this.children.set(what, (found = new CallNode(what, this)));
    return found;
  }
}

/** Where the clocks of a core go: by instruction and reason, by call, and the loops it runs. */
export class CoreProfile {
  readonly core: Core;
  /** Clocks, index = half-word times reasons plus reason. */
  readonly clocks: Uint32Array;
  readonly root = new CallNode(0, null);
  readonly spans = new Spans(SPANS);
  /** Times that the instruction at an index was followed by one before it in the same function, and where that is. */
  readonly backs: Uint32Array;
  readonly backTo: Uint32Array;
  private readonly code: Code;
  private node: CallNode = this.root;
  private depth = 0;
  /** Half-word of the instruction that was issued last, and what it does to the stack. */
  private last = 0;
  private lastFlow: Flow = Flow.call;

  constructor(core: Core, code: Code) {
    this.core = core;
    this.code = code;
    this.clocks = new Uint32Array(code.size * REASONS);
    this.backs = new Uint32Array(code.size);
    this.backTo = new Uint32Array(code.size);
  }

  /** A clock of the pipeline, between settle and edge. */
  sample(clock: number): void {
    const { core } = this;
    this.count(core.stallReason, placeOf(core), core.id.current, clock, 1);
  }

  /**
   * Clocks of one kind.
   * @param place see `placeOf`; @param d the instruction there, where it is issued
   */
  count(reason: Stall, place: number, d: Instruction | null, clock: number, clocks: number): void {
    const index = place === LAST_ISSUED ? this.last : this.code.indexOf(place);
    if (reason === Stall.issued) this.follow(index, d!, clock);
    this.clocks[index * REASONS + reason] += clocks;
    this.node.clocks[reason] += clocks;
  }

  /** The stack of calls behind an instruction that is issued. */
  private follow(index: number, d: Instruction, clock: number): void {
    const { code, last, lastFlow } = this;
    const what = code.functionOf[index];
    if (lastFlow === Flow.call && index !== last + 1 && index !== last + 2) this.push(what, clock);
    else if (what !== this.node.what) this.move(what, clock);
    else if (index <= last && lastFlow === Flow.plain) {
      this.backs[last]++;
      this.backTo[last] = index;
    }
    this.last = index;
    this.lastFlow = code.flowOf(index, d);
  }

  private push(what: number, clock: number): void {
    if (this.depth === DEEPEST) return;
    this.node = this.node.child(what);
    this.node.calls++;
    this.depth++;
    this.spans.begin(what, clock);
  }

  private pop(clock: number): void {
    this.node = this.node.parent!;
    this.depth--;
    this.spans.end(clock);
  }

  /** Back to a caller, or, by a jump, into a function in place of this one. */
  private move(what: number, clock: number): void {
    let above = this.node.parent;
    let levels = 1;
    while (above !== null && above.what !== what) {
      above = above.parent;
      levels++;
    }
    if (above !== null && above !== this.root) {
      for (let i = 0; i < levels; i++) this.pop(clock);
      return;
    }
    if (this.node !== this.root) this.pop(clock);
    this.push(what, clock);
  }
}
