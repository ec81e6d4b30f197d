import { register, wire, type Block, type Scope } from "../../probe.js";
import { BUBBLE, decode, FETCH_FAULT } from "./decoder.js";
import type { ExStage } from "./ex-stage.js";
import type { IfStage } from "./if-stage.js";
import { Jump, Special, Unit, type Instruction } from "./instruction.js";
import type { RegisterFile } from "./register-file.js";
import type { WbStage } from "./wb-stage.js";

/** Decode stage: hazards against EX and WB, operands with forwarding, jump targets. */
export class IdStage implements Block {
  /** Input: the instruction leaves or is dropped in this clock. */
  clear = 0;

  // Wires.
  loadUse = 0;
  jumpRegisterBusy = 0;
  /** ID can hand over its instruction, or is empty and can take one. */
  ready = 0;
  /** What EX takes when ID hands over. */
  issued: Instruction = BUBBLE;
  issuedPc = 0;
  operandA = 0;
  operandB = 0;
  operandC = 0;

  // Registers. They keep the last instruction after it has left; the controller finishes it from here.
  valid = 0;
  pc = 0;
  instruction: Instruction = BUBBLE;

  private readonly fetch: IfStage;
  private readonly ex: ExStage;
  private readonly wb: WbStage;
  private readonly registers: RegisterFile;

  constructor(fetch: IfStage, ex: ExStage, wb: WbStage, registers: RegisterFile) {
    this.fetch = fetch;
    this.ex = ex;
    this.wb = wb;
    this.registers = registers;
  }

  /** Target of the jump in ID. jalr reads the register file without forwarding, so it waits for its base register. */
  get jumpTarget(): number {
    const d = this.instruction;
    const base = d.jump === Jump.jal ? this.pc : this.registers.values[d.rs1];
    return (base + d.imm) & ~1;
  }

  /** First step: dependencies on instructions further down. */
  settleHazards(): void {
    const d = this.instruction;
    const ex = this.ex.instruction;
    const wb = this.wb;
    const exLoads = ex.unit === Unit.load;
    this.loadUse = this.jumpRegisterBusy = 0;
    if (exLoads || (wb.load && !wb.ready)) {
      const rd = exLoads ? ex.rd : wb.rd;
      const reads = rd !== 0 && ((d.usesRs1 && d.rs1 === rd) || (d.usesRs2 && d.rs2 === rd));
      // A result of the ALU must not overtake the load of the same register.
      if (reads || (this.valid && d.writesAlu && d.rd === rd)) this.loadUse = 1;
    }
    if (d.jump === Jump.jalr && d.rs1 !== 0) {
      if ((wb.load && wb.rd === d.rs1) || ((exLoads || ex.writesAlu) && ex.rd === d.rs1)) this.jumpRegisterBusy = 1;
    }
  }

  /** Second step, when EX knows whether it moves on. `hold` keeps the instruction here. */
  settleReady(hold: number): void {
    this.ready = this.ex.ready && !this.ex.splits && !this.loadUse && !this.jumpRegisterBusy && !hold ? 1 : 0;
    if (!this.ready) return;
    const d = this.instruction;
    this.issued = d;
    this.issuedPc = this.pc;
    this.operandA = d.aIsPc ? this.pc : this.forward(d.rs1);
    this.operandB = d.bIsImm ? d.immB : this.forward(d.rs2);
    if (d.unit === Unit.store) this.operandC = this.forward(d.rs2);
    else if (d.unit === Unit.branch) this.operandC = (this.pc + d.imm) | 0;
  }

  private forward(source: number): number {
    if (source === 0) return 0;
    const ex = this.ex;
    if (ex.instruction.rd === source && ex.instruction.writesAlu) return ex.result;
    const wb = this.wb;
    if (wb.rd === source && wb.load) return wb.value;
    return this.registers.values[source];
  }

  edge(): void {
    const fetch = this.fetch;
    if (fetch.advance && fetch.valid) {
      this.valid = 1;
      this.pc = fetch.instructionPc;
      this.instruction = fetch.instruction;
    } else if (this.clear) {
      this.valid = 0;
    }
  }

  reset(): void {
    this.valid = this.pc = 0;
    this.instruction = BUBBLE;
  }

  scope(name: string): Scope {
    const fault = () => (this.instruction.special === Special.fetchFault ? 1 : 0);
    const probes = [
      register(
        "valid",
        1,
        () => this.valid,
        (v) => (this.valid = v),
      ),
      register(
        "pc",
        32,
        () => this.pc >>> 0,
        (v) => (this.pc = v | 0),
      ),
      register(
        "word",
        32,
        () => this.instruction.word >>> 0,
        (v) => (this.instruction = decode(v | 0)),
      ),
      register("fetch_fault", 1, fault, (v) => (this.instruction = v ? FETCH_FAULT : this.instruction)),
      wire("load_use", 1, () => this.loadUse),
      wire("jump_register_busy", 1, () => this.jumpRegisterBusy),
      wire("ready", 1, () => this.ready),
    ];
    return { name, probes, children: [] };
  }
}
