import type { Core } from "../core/core.js";
import { LoopWrite, Unit } from "../core/instruction.js";
import { fpuRulesOf } from "../core/parameters.js";
import { placeOf } from "./clock-watcher.js";
import { Fetching, type Moment, Turn, Wait } from "./moment.js";
import { targetOf, type ReplayHost } from "./replay-host.js";
import { codeOf, type Effects, FROM_TARGET, NOWHERE, Shelf } from "./turn-code.js";
import { floatCodeOf } from "./wasm/float-codes.js";

/**
 * What the pipeline does in the clock that has just settled, which began at `moment`; null when a replay could not do it:
 * an access that does not go to the TCDM in one piece, or a fetch that was not granted and answered like a hit.
 */
export function recordTurn(moment: Moment, host: ReplayHost): Turn | null {
  const { core, side, tcdm, base, bytes } = host;
  const { ex, id, wb, issue, csrs, registers, instructionPort, dataPort, lsu } = core;
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
    (jump === null ? 0 : targetOf(jump, registers.values)) + (branch < 0 ? 0 : ex.branchTaken) + 2 * answer;
  if (access !== null) turn.outcome += dataPort.gnt;
  turn.reason = core.stallReason;
  turn.place = placeOf(core);
  turn.retires = csrs.counters.retiring;
  turn.fetches = hits;
  turn.word = fills !== 0 ? instructionPort.rdata | 0 : moment.fetchWord;
  if (wait === Wait.miss) turn.fetching |= Fetching.misses;
  if (fills !== 0) turn.fetching |= Fetching.fills;
  if (instructionPort.req !== instructionPort.gnt && core.fetch.prefetch.held === 0) {
    turn.fetching |= Fetching.holds;
    turn.held = instructionPort.addr | 0;
  }
  if (issue.load !== 0 && issue.valid !== 0) {
    turn.issue = issue.instruction;
    turn.pass = id.pass;
    const { loop, usesRs1 } = id.current;
    if ((loop & LoopWrite.count) !== 0) {
      turn.sets = (loop & LoopWrite.second) !== 0 ? 2 : 1;
      turn.setsImm = !usesRs1;
    }
    if (turn.pass !== 0 && loop !== 0) return null;
  }
  const effects = effectsOf(core, turn);
  turn.code = codeOf(effects);
  return effects.launch !== null && effects.launch < 0 ? null : turn;
}

/** Operands are settled whenever ID is ready, c also without an instruction that goes on. */
function effectsOf(core: Core, { issue, word, retires, fetches }: Turn): Effects {
  const { ex, id, wb, float, csrs } = core;
  const loads = (wb.done & wb.load) !== 0;
  const ready = id.ready !== 0;
  const branches = ready && !id.current.usesRs3 && id.current.unit === Unit.branch;
  const operandC = branches ? FROM_TARGET : NOWHERE;
  return {
    use: core.use,
    retires,
    fetches,
    loadRd: loads ? wb.rd : 0,
    loadBytes: wb.bytes,
    loadExtend: wb.extend,
    floatRd: float.done !== 0 ? float.rd : 0,
    floatDone: float.done,
    writesFloat: csrs.floatWrite,
    writes: ex.leaves !== 0 && ex.instruction.aluRd !== 0 ? ex.instruction : null,
    accessed: ex.accessLeaves,
    launch: float.start !== 0 ? floatCodeOf(ex.instruction.float!, fpuRulesOf(core.parameters)) : null,
    operandC: ready && id.current.usesRs3 ? id.current.rs3 : operandC,
    target: branches ? (id.pc + id.current.imm) | 0 : 0,
    issue,
    issuePc: core.issue.pc,
    shelf: shelfOf(core),
    word,
  };
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
