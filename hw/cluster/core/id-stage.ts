import { register, registersOf, signedWordsOf, wire, type Block, type Scope } from "../../probe.js";
import type { CsrFile } from "./csr.js";
import { BUBBLE, decode, FETCH_FAULT, FETCH_FAULT_BEHIND } from "./decoder.js";
import type { ExStage } from "./ex-stage.js";
import type { FloatUnit } from "./float-unit.js";
import type { HardwareLoops } from "./hwloop.js";
import type { IfStage } from "./if-stage.js";
import { Jump, Special, Unit, type Instruction } from "./instruction.js";
import type { Issue } from "./issue.js";
import type { CoreParameters } from "./parameters.js";
import type { RegisterFile } from "./register-file.js";
import type { WbStage } from "./wb-stage.js";

/** Why an instruction has to wait in ID, as bits. */
export const Hazard = {
  /** Data of a load in EX or WB. */
  loadUse: 1,
  /** The base of jalr is not in the register file. */
  jumpRegister: 2,
  /** A result of the FPU, or its flags. */
  float: 4,
} as const;

/** What stands here for a word that could not be fetched, index = value of the probe. */
const FAULTS: readonly (Instruction | undefined)[] = [undefined, FETCH_FAULT, FETCH_FAULT_BEHIND];

/** Decode stage: hazards against EX, WB and FPU, operands with forwarding, jump targets, hardware-loop instructions. */
export class IdStage implements Block {
  /** Input: the instruction leaves or is dropped in this clock. */
  clear = 0;

  // Wires.
  /** The instruction, as an illegal one where FS, frm or a hardware loop make it one. */
  current: Instruction = BUBBLE;
  /** What keeps the instruction here, `Hazard` bits. */
  hazards = 0;
  /** ID can hand over its instruction, or is empty and can take one. */
  ready = 0;

  // Registers. They keep the last instruction after it has left; the controller finishes it from here.
  valid = 0;
  pc = 0;
  instruction: Instruction = BUBBLE;
  /** Hardware loop plus 1 whose pass ends with it, 0 for none. */
  pass = 0;

  private readonly fetch: IfStage;
  private readonly ex: ExStage;
  private readonly wb: WbStage;
  private readonly float: FloatUnit;
  private readonly registers: RegisterFile;
  private readonly csrs: CsrFile;
  private readonly loops: HardwareLoops;
  private readonly issue: Issue;
  private readonly parameters: CoreParameters;
  private readonly limitsLoops: boolean;

  constructor(
    fetch: IfStage,
    ex: ExStage,
    wb: WbStage,
    float: FloatUnit,
    registers: RegisterFile,
    csrs: CsrFile,
    loops: HardwareLoops,
    issue: Issue,
    parameters: CoreParameters,
  ) {
    this.fetch = fetch;
    this.ex = ex;
    this.wb = wb;
    this.float = float;
    this.registers = registers;
    this.csrs = csrs;
    this.loops = loops;
    this.issue = issue;
    this.parameters = parameters;
    this.limitsLoops = parameters.loopControl === "decode";
  }

  /** Target of the jump in ID. jalr reads the register file without forwarding, so it waits for its base register. */
  get jumpTarget(): number {
    const d = this.instruction;
    const base = d.jump === Jump.jal ? this.pc : this.registers.values[d.rs1];
    return (base + d.imm) & ~1;
  }

  /** Address of the instruction that follows. */
  get nextPc(): number {
    return this.pass ? this.loops.start[this.pass - 1] : (this.pc + this.instruction.size) | 0;
  }

  /** First step: what the instruction is, and its dependencies on instructions further down. */
  settleHazards(): void {
    const d = this.instruction;
    this.current = d.refused !== null && this.refuses(d) ? d.refused : d;
    const ex = this.ex.instruction;
    const { wb, float } = this;
    this.hazards = 0;
    if (ex.loads) this.settleLoad(d, ex.rd);
    else if (wb.load && !wb.ready) this.settleLoad(d, wb.rd);
    if (ex.unit === Unit.float || float.active) this.settleFloat(d, ex);
    if (d.jump === Jump.jalr && d.rs1 !== 0) this.settleJumpRegister(d.rs1, ex);
  }

  /** A result of the ALU or FPU must not overtake the load of the same register. */
  private settleLoad(d: Instruction, rd: number): void {
    if (reads(d, rd) || (this.valid && writesEarly(d, rd))) this.hazards |= Hazard.loadUse;
  }

  private settleJumpRegister(base: number, ex: Instruction): void {
    const { wb, float } = this;
    const { mac } = this.ex;
    const awaited = (wb.load && wb.rd === base) || (float.done && float.rd === base);
    const summed = (ex.unit === Unit.macLoad && ex.rd === base) || (mac.held && mac.heldRd === base);
    if (awaited || summed || (ex.loads && ex.rd === base) || ex.aluRd === base) this.hazards |= Hazard.jumpRegister;
  }

  /** Waits for the result of the FPU, to write its register after it, and with a CSR for its flags. */
  private settleFloat(d: Instruction, ex: Instruction): void {
    const { float } = this;
    if (!this.valid) return;
    const inEx = ex.unit === Unit.float && depends(d, ex.rd);
    const underWay = float.active && !float.done && depends(d, float.rd);
    if (inEx || underWay || d.unit === Unit.csr) this.hazards |= Hazard.float;
  }

  private refuses(d: Instruction): boolean {
    if (d.usesFs && this.csrs.fs === 0) return true;
    if (d.roundsDynamically && this.csrs.roundingReserved) return true;
    return this.limitsLoops && breaksLoop(d) && this.loops.holds(this.pc);
  }

  /** Second step, when EX knows whether it moves on. `hold` keeps the instruction here. */
  settleReady(hold: number): void {
    this.ready = this.ex.ready && !(this.hazards | hold | this.ex.splits) ? 1 : 0;
    if (!this.ready) return;
    const d = this.current;
    const { issue } = this;
    issue.instruction = d;
    issue.pc = this.pc;
    issue.a = d.aIsPc ? this.pc : this.forward(d.rs1);
    issue.b = d.bIsImm ? d.immB : this.forward(d.rs2);
    if (d.usesRs3) issue.c = this.forward(d.rs3);
    else if (d.unit === Unit.branch) issue.c = (this.pc + d.imm) | 0;
  }

  private forward(source: number): number {
    if (source === 0) return 0;
    const ex = this.ex;
    if (ex.instruction.aluRd === source) return ex.result;
    const { wb, float } = this;
    if (wb.rd === source && wb.load) return wb.value;
    if (float.done && float.rd === source) return float.result;
    if (ex.mac.done && ex.mac.heldRd === source) return ex.mac.result;
    return this.registers.values[source];
  }

  edge(): void {
    const fetch = this.fetch;
    if (fetch.advance && fetch.valid) {
      this.valid = 1;
      this.pc = fetch.pc;
      this.instruction = fetch.instruction;
      this.pass = fetch.pass;
    } else if (this.clear) {
      this.valid = 0;
    }
  }

  reset(): void {
    this.valid = this.pc = this.pass = 0;
    this.instruction = BUBBLE;
  }

  scope(name: string): Scope {
    const fault = () => Math.max(FAULTS.indexOf(this.instruction), 0);
    const probes = [
      ...registersOf(this, { valid: 1, pass: 2 }),
      ...signedWordsOf(this, ["pc"]),
      register(
        "word",
        32,
        () => this.instruction.word >>> 0,
        (v) => (this.instruction = decode(v | 0, this.parameters)),
      ),
      register("fetch_fault", 2, fault, (v) => (this.instruction = FAULTS[v] ?? this.instruction), {
        states: ["none", "start", "second_half"],
      }),
      wire("hazards", 3, () => this.hazards),
      wire("ready", 1, () => this.ready),
    ];
    return { name, probes, children: [] };
  }
}

function reads(d: Instruction, register: number): boolean {
  if (register === 0) return false;
  return (d.usesRs1 && d.rs1 === register) || (d.usesRs2 && d.rs2 === register) || (d.usesRs3 && d.rs3 === register);
}

/** True for a result that is written before that of a load in EX would be. */
function writesEarly(d: Instruction, register: number): boolean {
  if (d.unit === Unit.float) return d.rd === register;
  return d.aluRd === register && (d.writesAlu || d.postIncrement);
}

/** True when `d` reads a register that the FPU will write, or writes it on another way. */
function depends(d: Instruction, register: number): boolean {
  if (reads(d, register)) return true;
  return register !== 0 && (d.aluRd === register || (d.loads && d.rd === register));
}

/** What CV32E40P does not allow in the body of a hardware loop. */
function breaksLoop(d: Instruction): boolean {
  if (d.size === 2 || d.jump !== Jump.none || d.unit === Unit.branch) return true;
  return d.special === Special.mret || d.special === Special.fence || d.special === Special.wfi;
}
