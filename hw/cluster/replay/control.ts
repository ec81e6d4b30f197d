import { State } from "../core/controller-state.js";
import type { Core } from "../core/core.js";
import { FloatOp } from "../../fpu/float-operation.js";
import { type Instruction, Jump, Special, Unit } from "../core/instruction.js";
import type { DataDemux } from "../demux.js";
import { countClass, type Moment } from "./moment.js";
import type { FetchSide } from "./fetch-side.js";

/** Control words of a core. */
export const CONTROL_WORDS = 48;
/** Where those of the fetch side begin. */
export const SIDE_WORDS = 42;
/** The one that holds the classes of both counts, two bits each. */
export const COUNTS_WORD = 39;

/**
 * Writes the control words of a core, of its data demultiplexer and of its side of the instruction cache to `to`: every
 * register that steers the pipeline. Left out are data, which a replay keeps up to date where they stand (`LIVE`), and
 * what stands still in every moment (`isMoment`). `tb/exec/control.test.ts` holds the three against the list of probes.
 */
export function readControl(core: Core, demux: DataDemux, side: FetchSide, to: Int32Array): void {
  const { fetch, id, ex, wb, lsu, controller, float, loops, account } = core;
  const { prefetch } = fetch;
  to[0] = fetch.pc;
  to[1] = fetch.align;
  to[2] = fetch.half;
  to[3] = fetch.halfError;
  to[4] = fetch.loopTaken;
  to[5] = fetch.loopTarget;
  to[6] = prefetch.targetWaits;
  to[7] = prefetch.address;
  to[8] = prefetch.outstanding;
  to[9] = prefetch.discard;
  to[10] = wb.baseRd;
  to[11] = prefetch.count;
  // Words that nobody will read may be any: replays keep them up to date.
  to[12] = prefetch.count > 0 ? prefetch.word0 : 0;
  to[13] = prefetch.count > 1 ? prefetch.word1 : 0;
  to[14] = (prefetch.count > 0 ? prefetch.error0 : 0) | (prefetch.count > 1 ? prefetch.error1 << 1 : 0);
  to[15] = id.valid;
  to[16] = id.pc;
  to[17] = id.instruction.word;
  to[18] = id.pass;
  to[19] = ex.instruction.word;
  to[20] = ex.valid;
  to[21] = ex.enabled;
  to[22] = ex.pc;
  to[23] = wb.valid;
  to[24] = wb.load;
  to[25] = wb.rd;
  to[26] = wb.pc;
  to[27] = wb.bytes;
  to[28] = wb.extend;
  to[29] = wb.stores;
  to[30] = lsu.outstanding;
  to[31] = controller.jumpDone;
  to[32] = account.refill;
  to[33] = float.valid;
  to[34] = float.rd;
  to[35] = loops.start[0];
  to[36] = loops.start[1];
  to[37] = loops.end[0];
  to[38] = loops.end[1];
  to[COUNTS_WORD] = countClass(loops.count[0]) | (countClass(loops.count[1]) << 2);
  to[40] = demux.outstanding;
  to[41] = demux.last;
  side.read(to, SIDE_WORDS);
  to[45] = prefetch.held;
  to[46] = prefetch.held !== 0 ? prefetch.heldAddress : 0;
}

/** Puts the pipeline back to a moment; everything that is settled from registers is settled anew. */
export function writeControl(core: Core, demux: DataDemux, side: FetchSide, moment: Moment): void {
  const { words: from, at } = moment;
  const { fetch, id, ex, wb, lsu, controller, float, loops, account } = core;
  const { prefetch } = fetch;
  fetch.pc = from[at];
  fetch.align = from[at + 1] as typeof fetch.align;
  fetch.half = from[at + 2];
  fetch.halfError = from[at + 3];
  fetch.loopTaken = from[at + 4];
  fetch.loopTarget = from[at + 5];
  prefetch.targetWaits = from[at + 6];
  prefetch.address = from[at + 7];
  prefetch.outstanding = from[at + 8];
  prefetch.discard = from[at + 9];
  wb.baseRd = from[at + 10];
  prefetch.count = from[at + 11];
  id.valid = from[at + 15];
  id.pc = from[at + 16];
  id.instruction = moment.inId;
  id.pass = from[at + 18];
  ex.instruction = moment.inEx;
  ex.valid = from[at + 20];
  ex.enabled = from[at + 21];
  ex.pc = from[at + 22];
  wb.valid = from[at + 23];
  wb.load = from[at + 24];
  wb.rd = from[at + 25];
  wb.pc = from[at + 26];
  wb.bytes = from[at + 27];
  wb.extend = from[at + 28];
  wb.stores = from[at + 29];
  lsu.outstanding = from[at + 30];
  controller.jumpDone = from[at + 31];
  account.refill = from[at + 32] as typeof account.refill;
  float.valid = from[at + 33];
  float.rd = from[at + 34];
  loops.start[0] = from[at + 35];
  loops.start[1] = from[at + 36];
  loops.end[0] = from[at + 37];
  loops.end[1] = from[at + 38];
  demux.outstanding = from[at + 40];
  demux.last = from[at + 41];
  side.write(from, at + SIDE_WORDS, prefetch.address >>> 0);
  prefetch.held = from[at + 45];
  controller.ordinary = 0;
  ex.unsettle();
  core.wake();
}

/** Units whose instruction takes one clock in EX, and whose result is a function of its operands; `none` is a hardware loop's. */
const SIMPLE: readonly Unit[] = [Unit.alu, Unit.pulp, Unit.load, Unit.store, Unit.branch, Unit.float, Unit.none];
const IS_SIMPLE = Uint8Array.from({ length: 16 }, (_, unit) => (SIMPLE.includes(unit as Unit) ? 1 : 0));

/** True when the control words tell the whole state of the pipeline, and its next clock is one that replays know. */
export function isMoment(core: Core, demux: DataDemux, side: FetchSide, tcdm: number): boolean {
  const { ex, csrs } = core;
  if (IS_SIMPLE[ex.instruction.unit] === 0 || !isPlain(core, demux)) return false;
  if (demux.outstanding !== 0 && demux.last !== tcdm) return false;
  if (csrs.refusesFloat || csrs.frm > 4) return false;
  const { float: operation } = ex.instruction;
  if (operation !== null && (operation.op === FloatOp.div || operation.op === FloatOp.sqrt)) return false;
  return side.isMoment();
}

/** True when the control words tell the whole state of the pipeline but that of the units of EX and of what stands at other ports. */
export function isPlain(core: Core, demux: DataDemux): boolean {
  const { id, ex, wb, controller, float, csrs } = core;
  if (controller.state !== State.decode || id.instruction.special !== Special.none) return false;
  if (ex.instruction.special !== Special.none) return false;
  if ((csrs.mip | csrs.irq | csrs.counting | float.division.busy | ex.mac.held) !== 0) return false;
  if ((core.fetchEnabled & core.wasBusy & (core.dozing ^ 1)) === 0 || controller.loopDecode !== null) return false;
  return (ex.second | ex.csrHeld | wb.refused | wb.first | demux.missed) === 0;
}

/** The register jump in ID, or null. */
export function registerJump({ id, controller }: Core): Instruction | null {
  const d = id.instruction;
  return id.valid !== 0 && d.jump === Jump.jalr && controller.jumpDone === 0 ? d : null;
}
