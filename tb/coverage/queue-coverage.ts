import { ControllerState } from "../../hw/redmule/controller.js";
import type { Redmule } from "../../hw/redmule/redmule.js";
import { CONTEXTS } from "../../hw/redmule/register-file.js";
import { REGISTER } from "../../hw/redmule/registers.js";
import { Group, type Hits } from "./group.js";

const NAMES = Object.keys(REGISTER) as (keyof typeof REGISTER)[];
const JOB_STATES = ["idle", "starting", "computing or finished"];
const DEPTHS = ["0 jobs", "1 job", "2 jobs"];

/** Index of a register by word offset, NAMES.length for an offset without register. */
const REGISTER_INDEX = new Uint8Array(64).fill(NAMES.length);
NAMES.forEach((name, i) => (REGISTER_INDEX[REGISTER[name] >> 2] = i));

const ACCESS = new Group("register", "Software reads or writes a register while so many jobs are queued or running.", {
  register: [...NAMES, "none"],
  access: ["read", "write"],
  queue: DEPTHS,
});

const ACQUIRE = new Group(
  "acquire",
  "ACQUIRE answers with a job number, -2 (being programmed) or -1 (both contexts taken).",
  {
    answer: ["number", "-2", "-1"],
    job: JOB_STATES,
  },
);

const TRIGGER = new Group(
  "trigger",
  "A context is committed, with or without start, or the write meets a full queue.",
  {
    context: ["context 0", "context 1"],
    write: ["start", "commit only"],
    queue: DEPTHS,
  },
);

const PROGRAM = new Group("program", "The tiler is started by a write of 0x54 in this state of the job that runs.", {
  context: ["context 0", "context 1"],
  job: JOB_STATES,
});

const EVENT = new Group(
  "event",
  "A job ends; so many jobs were queued, and the other context is or is not being programmed.",
  {
    context: ["context 0", "context 1"],
    queue: DEPTHS.slice(1),
    other: ["unlocked", "locked"],
  },
);

const COUNTED = new Group("finished", "FINISHED is read: jobs since the last access.", {
  jobs: DEPTHS,
});

const TILER = new Group(
  "tiler",
  "The tiler works on a context, the other one waits for it or not, and a job is at work or not.",
  {
    tiler: ["context 0", "context 1"],
    other: ["-", "waits"],
    job: ["idle", "at work"],
  },
);

const CLEAR = new Group("clear", "A soft clear is requested with so many jobs queued or running.", {
  clears: ["all", "queue"],
  queue: DEPTHS,
});

export const QUEUE_GROUPS: readonly Group[] = [ACCESS, ACQUIRE, TRIGGER, PROGRAM, EVENT, COUNTED, TILER, CLEAR];

/** Samples accesses to the register file, its queue, its answers to mistakes, the tiler and soft clears. */
export class QueueCoverage {
  private readonly redmule: Redmule;
  private readonly access: Float64Array;
  private readonly acquire: Float64Array;
  private readonly trigger: Float64Array;
  private readonly program: Float64Array;
  private readonly event: Float64Array;
  private readonly counted: Float64Array;
  private readonly tiler: Float64Array;
  private readonly clear: Float64Array;

  constructor(redmule: Redmule, coverage: Hits) {
    this.redmule = redmule;
    this.access = coverage.of(ACCESS);
    this.acquire = coverage.of(ACQUIRE);
    this.trigger = coverage.of(TRIGGER);
    this.program = coverage.of(PROGRAM);
    this.event = coverage.of(EVENT);
    this.counted = coverage.of(COUNTED);
    this.tiler = coverage.of(TILER);
    this.clear = coverage.of(CLEAR);
  }

  sample(): void {
    const { periph, registers, controller, tiler } = this.redmule;
    if ((periph.req | controller.finished | tiler.busy) === 0) return;
    if (periph.req) this.sampleAccess();
    if (controller.finished && registers.working) {
      this.event[2 * (2 * registers.running + registers.pending - 1) + registers.locked]++;
    }
    if (tiler.busy) {
      const { context } = tiler;
      this.tiler[2 * (2 * context + tiler.waiting[1 - context]) + registers.working]++;
    }
  }

  private sampleAccess(): void {
    const { periph, registers } = this.redmule;
    const { pending } = registers;
    const offset = periph.addr & 0xfc;
    this.access[3 * (2 * REGISTER_INDEX[offset >> 2] + periph.write) + pending]++;
    if (!periph.write) {
      if (offset === REGISTER.ACQUIRE) {
        const answer = registers.locked ? 1 : pending === CONTEXTS ? 2 : 0;
        this.acquire[JOB_STATES.length * answer + this.jobState]++;
      } else if (offset === REGISTER.FINISHED) this.counted[registers.counters.finished]++;
    } else if (offset === REGISTER.TRIGGER) {
      this.trigger[3 * (2 * registers.pointer + (periph.wdata === 0 ? 0 : 1)) + pending]++;
    } else if (offset === REGISTER.MACFG && pending < CONTEXTS) {
      this.program[JOB_STATES.length * registers.pointer + this.jobState]++;
    } else if (offset === REGISTER.SOFT_CLEAR) {
      this.clear[3 * (periph.wdata === 0 ? 0 : 1) + pending]++;
    }
  }

  private get jobState(): number {
    const { state } = this.redmule.controller;
    return state <= ControllerState.IDLE ? 0 : state === ControllerState.STARTING ? 1 : 2;
  }
}
