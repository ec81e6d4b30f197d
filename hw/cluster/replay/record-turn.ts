import type { Core } from "../core/core.js";
import { Unit } from "../core/instruction.js";
import { placeOf } from "./clock-watcher.js";
import { Fetching, type Moment, Shelf, Turn, Wait } from "./moment.js";
import { targetOf, type ReplayHost } from "./replay-host.js";

/**
 * What the pipeline does in the clock that has just settled, which began at `moment`; null when a replay could not do it:
 * an access that does not go to the TCDM in one piece, or a fetch that was not granted and answered like a hit.
 */
export function recordTurn(moment: Moment, host: ReplayHost): Turn | null {
  const { core, side, tcdm, base, bytes } = host;
  const { ex, id, wb, float, issue, csrs, registers, instructionPort, dataPort, lsu } = core;
  const { access, branch, jump } = moment;
  if ((wb.fault | ex.splits | csrs.trap | core.sleeping | csrs.write) !== 0) return null;
  if (moment.fetchAddress >= 0 && !side.agrees(moment)) return null;
  const { wait } = moment;
  const answer = wait >= Wait.request ? side.answer(wait) : 0;
  const hits = wait === Wait.none ? side.looksUp : 0;
  const fills = wait === Wait.refill ? answer : 0;
  if (instructionPort.gnt !== (wait === Wait.none ? instructionPort.req : 0)) return null;
  if (instructionPort.rvalid !== (hits | fills) || (fills & instructionPort.err) !== 0) return null;
  if ((access === null ? 0 : 1) !== lsu.request) return null;
  if (access !== null && ((dataPort.addr - base) >>> 0 >= bytes || tcdm.req === 0)) return null;
  const turn = new Turn();
  turn.outcome =
    (jump === null ? 0 : targetOf(jump, registers.values)) + (branch === null ? 0 : ex.branchTaken) + 2 * answer;
  if (access !== null) turn.outcome += dataPort.gnt;
  turn.use = core.use;
  turn.reason = core.stallReason;
  turn.place = placeOf(core);
  turn.retires = csrs.counters.retiring;
  turn.fetches = hits;
  if (wb.done !== 0 && wb.load !== 0) {
    turn.loadRd = wb.rd;
    turn.loadBytes = wb.bytes;
    turn.loadExtend = wb.extend;
  }
  if (float.done !== 0) {
    turn.floatDone = 1;
    turn.floatRd = float.rd;
  }
  turn.writesFloat = csrs.floatWrite;
  if (ex.leaves !== 0 && ex.instruction.aluRd !== 0) turn.writes = ex.instruction;
  turn.accessed = ex.accessLeaves;
  if (float.start !== 0) turn.launch = ex.instruction;
  turn.shelf = shelfOf(core);
  turn.word = fills !== 0 ? instructionPort.rdata | 0 : moment.fetchWord;
  if (wait === Wait.miss) turn.fetching |= Fetching.misses;
  if (fills !== 0) turn.fetching |= Fetching.fills;
  if (instructionPort.req !== instructionPort.gnt && core.fetch.prefetch.held === 0) {
    turn.fetching |= Fetching.holds;
    turn.held = instructionPort.addr | 0;
  }
  recordIssue(turn, host);
  if (issue.load !== 0 && issue.valid !== 0) turn.pass = id.pass;
  return turn;
}

/** What `PrefetchBuffer.edge` is about to do with its words. */
function shelfOf({ fetch, instructionPort }: Core): number {
  const { prefetch } = fetch;
  const answered = instructionPort.rvalid;
  if (prefetch.branch !== 0) return 0;
  if (prefetch.loop !== 0) return prefetch.count === 0 ? Shelf.first : 0;
  if (prefetch.count === 0 && (answered === 0 || prefetch.ready !== 0)) return 0;
  const shifts = prefetch.count !== 0 && prefetch.ready !== 0;
  const shift = shifts ? Shelf.shift : 0;
  if (answered === 0 || prefetch.discard !== 0) return shift;
  return shift | (prefetch.count - (shifts ? 1 : 0) === 0 ? Shelf.first : Shelf.second);
}

/** Operands are settled whenever ID is ready, c also without an instruction that goes on. */
function recordIssue(turn: Turn, { core }: ReplayHost): void {
  const { id, issue } = core;
  if (id.ready === 0) return;
  const d = id.current;
  if (d.usesRs3) turn.operandC = d.rs3;
  else if (d.unit === Unit.branch) {
    turn.operandC = -2;
    turn.target = (id.pc + d.imm) | 0;
  }
  if (issue.load === 0 || issue.valid === 0) return;
  turn.issue = issue.instruction;
  turn.issuePc = issue.pc;
}
