import { describe, expect, test } from "vitest";
import { coreErrataOf } from "../../hw/cluster/core/errata.js";
import { coreParameters } from "../../hw/cluster/core/parameters.js";
import type { Profile } from "../../hw/redmule/errata.js";
import { findForms } from "../../sw/isa/isa.js";
import type { Instruction } from "../../sw/isa/row.js";
import { Bench, IDEAL, Ram } from "./bench.js";
import { Lockstep } from "./lockstep.js";
import { load } from "./program.js";
import {
  FLOAT_REGISTERS,
  generator,
  instructionsOf,
  randomFloat,
  randomInteger,
  randomWord,
  type Operands,
} from "./random-words.js";
import { SKIP_TRAPPED } from "./skip-trapped.js";

/** Leaps over an instruction that traps, by its length. */
const HANDLER = load(`
_start:
    csrr t6, mcause
    ${SKIP_TRAPPED}
    mret
`).bench.ram;

const { base: BASE } = HANDLER;
const RAM_BYTES = 0x8000;
const CODE = 0x100;
/** Where pointers point. */
const DATA = 0x6000;
const REPETITIONS = 12;
const LIMIT = 4000;
const TIMER = 7;
const JUMP_TO_ITSELF = 0x0000006f;
const NOP = 0x00000013;
/** Something that must not happen, or must happen as often as the model says: addi a0, a0, 1. */
const COUNT = 0x00150513;
const [SP, GP, T1, S0, S2, S3] = [2, 3, 6, 8, 18, 19];

const OPERANDS: Operands = {
  x: [0, 1, GP, 4, 5, 7, 10, 11, 12, 13, 14, 15, 16, 17],
  f: FLOAT_REGISTERS,
  pointer: S0,
  movingPointer: S3,
  offset: S2,
  csrs: [0x001, 0x002, 0x003, 0x340, 0x341, 0x342, 0x343],
};

/** auipc t1, 0; addi t1, t1, `distance`. */
const addressToT1 = (distance: number) => [0x00000317, 0x00030313 | (distance << 20)];
const CSRW_MEPC_T1 = 0x34131073;

const form = (mnemonic: string) => findForms(mnemonic).find(({ alias }) => !alias)!;

/** Words of one repetition. */
type Sequence = (make: Make, instruction: Instruction) => number[];
type Make = (instruction: Instruction, fixed?: Readonly<Record<string, number>>) => number;

/** A hardware loop of three instructions behind `head`, which ends in the first instruction of the body. */
const loopBody = (...head: number[]) => [...head, COUNT, NOP, COUNT];

/** One loop with separate start, end and count; the one under test is among them. */
function pieceByPiece(make: Make, count: Instruction): number[] {
  return loopBody(
    make(form("lp.starti"), { L: 1, end: 16 }),
    make(form("lp.endi"), { L: 1, end: 20 }),
    make(count, { L: 1, uimm12: 3, rs1: GP }),
    NOP,
  );
}

/** Instructions around the one under test where it needs some: a target, a loop body. The others are followed by COUNT. */
const SEQUENCES: Readonly<Record<string, Sequence>> = {
  jalr: (make, jalr) => [...addressToT1(16), make(jalr, { rs1: T1, simm12: 0 }), COUNT],
  "c.jr": (make, jr) => [...addressToT1(14), make(jr, { rs1n0: T1 }), COUNT],
  "c.jalr": (make, jalr) => [...addressToT1(14), make(jalr, { rs1n0: T1 }), COUNT],
  mret: (_make, mret) => [...addressToT1(20), CSRW_MEPC_T1, mret.match, COUNT],
  "lp.starti": (make) => pieceByPiece(make, form("lp.counti")),
  "lp.endi": (make) => pieceByPiece(make, form("lp.counti")),
  "lp.count": (make, count) => pieceByPiece(make, count),
  "lp.counti": (make, count) => pieceByPiece(make, count),
  "lp.setup": (make, setup) => loopBody(make(setup, { rs1: GP, end: 12 })),
  "lp.setupi": (make, setup) => loopBody(make(setup, { uimm12: 5, endShort: 12 })),
};

/** The base of a mac-load is no address operand in the syntax. */
const MAC_LOAD: Sequence = (make, instruction) => [make(instruction, { rs1: S3 }), NOP];

/** Executes an instruction several times with random operands on core and model. */
function execute(instruction: Instruction, isa: string, profile: Profile, seed: number): void {
  const draw = generator(seed);
  const ram = new Ram(BASE, RAM_BYTES);
  ram.load(BASE, HANDLER.bytes.subarray(0, CODE));
  for (let i = DATA - 0x1000; i < RAM_BYTES; i += 4) ram.words[i / 4] = randomFloat(draw);
  const view = new DataView(ram.bytes.buffer);
  let at = CODE;
  const append = (word: number) => {
    const compressed = (word & 3) !== 3;
    view.setUint16(at, word & 0xffff, true);
    if (!compressed) view.setUint16(at + 2, word >>> 16, true);
    at += compressed ? 2 : 4;
  };
  const make: Make = (which, fixed = {}) => randomWord(which, draw, { ...OPERANDS, fixed });
  const sequence =
    SEQUENCES[instruction.mnemonic] ??
    (instruction.mnemonic.startsWith("pv.ml") ? MAC_LOAD : undefined) ??
    ((word: Make) => [word(instruction), COUNT]);
  for (let i = 0; i < REPETITIONS; i++) sequence(make, instruction).forEach(append);
  const end = BASE + at;
  append(JUMP_TO_ITSELF);
  const bench = new Bench(ram, BASE + CODE, IDEAL, IDEAL, coreParameters(isa, coreErrataOf(profile)));
  // An interrupt that mstatus keeps off ends the sleep.
  if (instruction.mnemonic === "wfi") bench.core.irq = 1 << TIMER;
  run(bench, isa, end, draw);
}

/** Gives core and model the same random registers and runs them to `end`. */
function run(bench: Bench, isa: string, end: number, draw: ReturnType<typeof generator>): void {
  const { core, ram } = bench;
  const lockstep = new Lockstep(bench, core.bootAddress, isa);
  const { model } = lockstep;
  const set = (register: number, value: number) => {
    core.registers.values[register] = value;
    if (register < 32) model.x[register] = value;
    else model.f[register - 32] = value;
  };
  const float = isa.includes("zfinx") || draw(2) === 0;
  for (let i = 1; i < 32; i++) set(i, float ? randomFloat(draw) : randomInteger(draw));
  if (model.f !== model.x) for (let i = 0; i < 32; i++) set(32 + i, randomFloat(draw));
  for (const pointer of [SP, S0, S3]) set(pointer, ram.base + DATA);
  set(S2, draw(40) - 20);
  set(GP, 1 + draw(5));
  core.csrs.mtvec = ram.base;
  model.csrs.write(0x305, ram.base);
  core.csrs.mie = 1 << TIMER;
  model.csrs.write(0x304, 1 << TIMER);
  while (lockstep.open || !(core.retired.valid && core.retired.pc >>> 0 === end)) {
    if (bench.clock > LIMIT) throw new Error(`no end after ${LIMIT} clocks`);
    lockstep.clock();
  }
  expect(lockstep.compared).toBeGreaterThanOrEqual(REPETITIONS);
  lockstep.compareMemory();
}

const SEPARATE = "rv32imafc_zfh_xpulp_xfvec";
const IN_INTEGERS = "rv32imac_zfinx_zhinx_xpulp_xfvec";

const UPSTREAM = "upstream-51cd064";
const FLOAT = instructionsOf("zcf", "f", "zfh");
const isAccess = ({ operands }: Instruction) => operands.some(({ base }) => base !== undefined);

describe.each([
  [SEPARATE, "sound", instructionsOf("c", "i", "m", "a", "zicsr", "zcf", "f", "zfh", "xpulp", "xfvec")],
  [IN_INTEGERS, "sound", instructionsOf("zcf", "f", "zfh", "xfvec")],
  ["rv32imafc_zfh", "sound", FLOAT],
  ["rv32imc_zfinx_zhinx", "sound", FLOAT.filter((instruction) => !isAccess(instruction))],
  [SEPARATE, UPSTREAM, instructionsOf("f", "zfh", "xfvec")],
  [IN_INTEGERS, UPSTREAM, instructionsOf("f", "zfh", "xfvec")],
] as const)("on %s, %s, core and model agree on", (isa, profile, instructions) => {
  test.each(instructions.map((instruction) => [`${instruction.mnemonic} ${instruction.syntax}`, instruction] as const))(
    "%s",
    (name, instruction) => {
      const seed = [...name].reduce((sum, letter) => (31 * sum + letter.charCodeAt(0)) | 0, 1);
      execute(instruction, isa, profile, seed);
    },
  );
});
