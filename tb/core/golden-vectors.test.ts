import { describe, expect, test } from "vitest";
import { IsaModel, type IsaMemory } from "../../golden/isa/isa.js";
import { CORE_ERRATUM_NAMES } from "../../hw/cluster/core/errata.js";
import { namedColumns, vectorLines as lines, type VectorLine as Line } from "./xpulp-vectors.js";

type Values = Readonly<Record<string, number>>;

const CODE = 0x1c00_0000;
const DATA = 0x1f00_0000;
const [RD, RS1, RS2, RS3] = [5, 6, 7, 8];
const WINDOW = 4096;

/** Memory of one instruction word and of the bytes around DATA. */
class Scratch implements IsaMemory {
  readonly data = new DataView(new ArrayBuffer(2 * WINDOW));
  private readonly code: number;

  constructor(code: number) {
    this.code = code;
  }

  read(address: number): number | undefined {
    if (address - CODE < 4) return (this.code >>> (8 * (address - CODE))) & 0xff;
    return this.data.getUint8(address - DATA + WINDOW);
  }

  write(address: number, byte: number): boolean {
    this.data.setUint8(address - DATA + WINDOW, byte);
    return true;
  }
}

/** The word of an instruction with the registers above and the fields of a vector. */
function encode(line: Line, v: Values): number {
  const { format, match } = line;
  const store = format.startsWith("rs2,") || format.startsWith("frs2,");
  const simm12 = v.simm12 ?? 0;
  let word = Number(match) | (RS1 << 15);
  if (format.includes("imm6")) word |= ((v.imm6 >>> 1) << 20) | ((v.imm6 & 1) << 25);
  if (format.includes("simm5")) word |= ((v.simm5 & 31) << 20) | (8 << 8);
  if (format.includes("uimm5")) word |= format === "rd,rs1,uimm5" ? v.I << 20 : v.I << 25;
  if (format.includes("Is3")) word |= (v.Is3 << 25) | (v.Is2 << 20);
  if (/rs2/.test(format)) word |= RS2 << 20;
  if (/rs3/.test(format)) word |= store ? RS3 << 7 : RS3 << 27;
  if (/,rm/.test(format)) word |= v.rm << 12;
  if (store) word |= format.includes("simm12") ? ((simm12 & 31) << 7) | ((simm12 >> 5) << 25) : 0;
  else if (format.includes("simm12")) word |= simm12 << 20;
  if (/^f?rd/.test(format)) word |= RD << 7;
  return word >>> 0;
}

/** Executes a vector; every operand is in both register files, so that it does not matter which one is read. */
function execute(line: Line, v: Values, isa: string): { model: IsaModel; memory: Scratch } {
  const memory = new Scratch(encode(line, v));
  memory.data.setUint32(WINDOW, v.mem0 ?? 0, true);
  memory.data.setUint32(WINDOW + 4, v.mem1 ?? 0, true);
  const model = new IsaModel(memory, CODE, isa, CORE_ERRATUM_NAMES);
  for (const registers of [model.x, model.f]) {
    registers[RD] = v.rd_before ?? 0;
    registers[RS1] = v.rs1 ?? 0;
    registers[RS2] = v.rs2 ?? 0;
    registers[RS3] = v.rs3 ?? 0;
  }
  model.csrs.write(2, v.rm ?? 0);
  const { trap } = model.step();
  if (trap !== undefined) expect.fail(`${line.insn} traps with ${trap}`);
  return { model, memory };
}

/** What went to rd, in whichever file. */
function resultOf(model: IsaModel, before: number): number {
  return model.x[RD] !== before ? model.x[RD] : model.f[RD];
}

function check(line: Line, isa: string): void {
  for (const vector of line.vectors) {
    const v: Values = namedColumns(line, vector);
    const { model, memory } = execute(line, v, isa);
    const found: Record<string, number> = {
      rd: resultOf(model, v.rd_before ?? 0),
      fflags: model.csrs.fflags,
      rs1_after: model.x[RS1],
      mem0_after: memory.data.getUint32(WINDOW, true),
      mem1_after: memory.data.getUint32(WINDOW + 4, true),
      taken: model.pc === CODE + 16 ? 1 : 0,
    };
    const wrong = Object.keys(found).filter((name) => name in v && found[name] !== v[name]);
    if (wrong.length > 0) expect(found, JSON.stringify(v)).toMatchObject(v);
  }
}

/** Mac-loads have their operands in registers of their own, which the vectors name. */
function checkMacLoad(line: Line, isa: string): void {
  for (const vector of line.vectors) {
    const { rd_before, wspr, aspr, wspr_index, aspr_index, rd } = namedColumns(line, vector);
    const memory = new Scratch(Number(line.match) | (RS1 << 15) | (wspr_index << 21) | (aspr_index << 20) | (RD << 7));
    const model = new IsaModel(memory, CODE, isa, CORE_ERRATUM_NAMES);
    model.x[RD] = rd_before;
    model.weights[wspr_index] = wspr;
    model.activations[aspr_index] = aspr;
    model.step();
    if (model.x[RD] !== rd) expect(model.x[RD], vector.join()).toBe(rd);
  }
}

const INTENDED = lines("float-intended");
const REPAIRED = new Set(INTENDED.map(({ insn }) => insn));
const SEPARATE = "rv32imafc_zfh_xpulp_xfvec";
const IN_INTEGERS = "rv32imac_zfinx_zhinx_xpulp_xfvec";
/** Packed operations are recorded a second time on a core that runs them on element 0, and clips also on another core. */
const meant = ({ insn, core, unreliable }: Line) =>
  core.includes("flexv") && (core.includes("wop7") || !insn.startsWith("vf")) && unreliable === undefined;

describe.each([SEPARATE, IN_INTEGERS])("%s", (isa) => {
  test.each([...lines("integer"), ...lines("memory"), ...lines("branches")].filter(meant))("$insn", (line) =>
    check(line, isa),
  );
  test.each(lines("float").filter((line) => meant(line) && !REPAIRED.has(line.insn)))("$insn", (line) =>
    check(line, isa),
  );
  test.each(lines("mac-load").filter(meant))("$insn", (line) => checkMacLoad(line, isa));
  test.each(INTENDED)("$insn as intended", (line) => check(line, isa));
});
