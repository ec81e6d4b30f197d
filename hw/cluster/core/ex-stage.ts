import { register, registersOf, signedWordsOf, wire, type Block, type Scope } from "../../probe.js";
import { Atomic } from "../atomics.js";
import { alu, compare } from "./alu.js";
import { CsrFile } from "./csr.js";
import { BUBBLE, decode } from "./decoder.js";
import type { FloatUnit } from "./float-unit.js";
import { Op, Unit, type Instruction } from "./instruction.js";
import type { Issue } from "./issue.js";
import { IterativeUnits } from "./iterative-units.js";
import type { LoadStoreUnit } from "./load-store-unit.js";
import { MacLoad } from "./mac-load.js";
import type { CoreParameters } from "./parameters.js";
import { pulpAlu } from "./pulp-alu.js";

/** Execute stage: one instruction, in one of its units until that is ready. */
export class ExStage implements Block {
  readonly units = new IterativeUnits();
  readonly mac = new MacLoad();
  /** Input: drop the instruction. */
  kill = 0;

  // Wires.
  /** All wires of units that are not the ALU hold their defaults. */
  private plain = 0;
  result = 0;
  branchTaken = 0;
  /** Byte address of the access. */
  address = 0;
  /** The access crosses a word and its first part is due. */
  splits: 0 | 1 = 0;
  /** The access is atomic and misaligned: it traps and is not made. */
  refusesAccess = 0;
  /** The units are ready. */
  unitReady = 1;
  /** The FPU, or a result of it that takes the write port, holds the instruction. */
  floatWait = 0;
  /** EX can take another instruction in this clock. */
  ready = 0;
  /** The units, the data port and WB let the instruction go. */
  private done = 0;
  /** An instruction leaves in this clock; its pc is `pc`. */
  leaves = 0;
  /** The access of the instruction is handed to WB in this clock. */
  accessLeaves = 0;

  // Registers.
  instruction: Instruction = BUBBLE;
  pc = 0;
  a = 0;
  b = 0;
  /** Data of a store, target of a branch, third operand. */
  c = 0;
  /** 0 for an empty slot. */
  valid = 0;
  /** A unit is switched on, which an empty slot behind a halted ID is too. */
  enabled = 0;
  /** The second access of a misaligned load or store is due. */
  second = 0;
  /** A CSR was read in an earlier clock; its value then counts. */
  csrHeld = 0;
  csrValue = 0;

  private readonly csrs: CsrFile;
  private readonly lsu: LoadStoreUnit;
  private readonly float: FloatUnit;
  private readonly decode: (word: number) => Instruction;
  private readonly issue: Issue;

  constructor(csrs: CsrFile, lsu: LoadStoreUnit, float: FloatUnit, issue: Issue, parameters: CoreParameters) {
    this.csrs = csrs;
    this.lsu = lsu;
    this.float = float;
    this.issue = issue;
    this.decode = (word) => decode(word, parameters);
  }

  /** Something enabled completes in this clock. */
  get completes(): number {
    return this.enabled & this.done;
  }

  /** First step, after WB and FPU: results, branch decision, and the inputs of the units. */
  settle(): void {
    const d = this.instruction;
    if (!this.plain) this.settleDefaults();
    if (this.float.takesAluPort !== 0 && d.aluRd !== 0) {
      this.floatWait = 1;
      this.plain = 0;
    }
    if (d.unit === Unit.alu) {
      this.result = alu(d.op, this.a, this.b);
      return;
    }
    this.plain = 0;
    switch (d.unit) {
      case Unit.pulp:
        this.result = pulpAlu(d.pulpOp, this.a, this.b, this.c);
        break;
      case Unit.load:
      case Unit.store:
      case Unit.atomic:
        this.settleAccess(d);
        break;
      case Unit.macLoad:
        this.settleMacLoad(d);
        break;
      case Unit.branch:
        this.branchTaken = compare(d.op, this.a, this.b) ? 1 : 0;
        break;
      case Unit.csr:
        this.settleCsr(d);
        break;
      case Unit.mulh:
      case Unit.divider:
        this.units.settle(d.op, this.a, this.b);
        this.unitReady = this.units.ready;
        this.result = this.units.result;
        break;
      case Unit.float:
        if (this.float.refuses(d)) this.floatWait = 1;
        break;
    }
  }

  /** No wire holds what it did: the next clock settles them all. */
  unsettle(): void {
    this.plain = 0;
  }

  private settleDefaults(): void {
    this.plain = this.unitReady = 1;
    this.branchTaken = this.splits = this.refusesAccess = this.floatWait = this.accessLeaves = 0;
    this.csrs.write = this.float.start = this.mac.leaves = 0;
    this.lsu.settleIdle();
  }

  private settleAccess(d: Instruction): void {
    const sum = (this.a + this.b) | 0;
    this.result = sum;
    const address = d.postIncrement ? this.a : sum;
    this.address = this.second ? (address + 4) | 0 : address;
    if ((address & 3) + d.bytes > 4) {
      if (d.atomic !== Atomic.none) this.refusesAccess = 1;
      else this.splits = this.second ? 0 : 1;
    }
    // After a bus error in WB nothing younger may reach the memory.
    if (this.lsu.fault | this.floatWait | this.refusesAccess) return;
    this.lsu.settleRequest(this.address, d.bytes, this.second, d.stores ? 1 : 0, this.c, d.atomic);
  }

  private settleMacLoad(d: Instruction): void {
    const { mac } = this;
    mac.op = d.pulpOp;
    mac.rd = d.rd;
    mac.loads = d.bytes !== 0 ? 1 : 0;
    mac.c = this.c;
    mac.settle();
    if (mac.loads) this.settleAccess(d);
  }

  private settleCsr(d: Instruction): void {
    const csrs = this.csrs;
    this.result = this.csrHeld ? this.csrValue : csrs.read(d.csr, this.lsu.loadsFloat);
    if (d.op === Op.csrRead) return;
    csrs.write = 1;
    csrs.writeAddress = d.csr;
    csrs.writeValue = CsrFile.combine(d.op, this.result, d.usesRs1 ? this.a : this.b);
  }

  /** Second step, after the grant. */
  settleReady(): void {
    if (this.plain) {
      this.ready = this.done = this.lsu.drained && !this.kill ? 1 : 0;
      this.leaves = this.valid & this.done;
      return;
    }
    const { lsu } = this;
    if (lsu.enable) lsu.settleGrant();
    this.done = this.unitReady & (this.floatWait ^ 1) & lsu.ready & lsu.drained & (this.kill ^ 1);
    const d = this.instruction;
    // A branch needs nothing from WB and does not wait for a response.
    const branch = d.unit === Unit.branch && !this.kill;
    this.ready = this.done | (branch ? 1 : 0);
    this.leaves = this.valid & this.ready & (this.splits ^ 1);
    if (!this.leaves) this.csrs.write = 0;
    this.accessLeaves = d.bytes !== 0 ? this.done : 0;
    this.float.start = d.unit === Unit.float ? this.leaves : 0;
    this.mac.leaves = d.unit === Unit.macLoad ? this.leaves : 0;
  }

  edge(): void {
    const { unit } = this.instruction;
    if (unit === Unit.mulh || unit === Unit.divider) this.units.step(this.leaves, this.kill);
    if (this.splits && this.accessLeaves) {
      this.second = 1;
    } else if (this.issue.load) {
      this.take();
    } else if (this.ready || this.kill) {
      this.empty(1);
    } else if (this.instruction.unit === Unit.csr && !this.csrHeld) {
      this.csrHeld = 1;
      this.csrValue = this.result;
    }
  }

  private take(): void {
    const { issue } = this;
    if (!issue.valid) {
      this.empty(0);
      return;
    }
    const d = issue.instruction;
    this.instruction = d;
    this.pc = issue.pc;
    this.a = issue.a;
    this.b = issue.b;
    this.c = issue.c;
    this.valid = 1;
    this.enabled = d.unit === Unit.none ? 0 : 1;
    if (this.second | this.csrHeld) this.second = this.csrHeld = 0;
  }

  private empty(enabled: number): void {
    this.instruction = BUBBLE;
    this.valid = this.second = this.csrHeld = 0;
    this.enabled = enabled;
  }

  reset(): void {
    this.empty(0);
    this.pc = this.a = this.b = this.c = this.csrValue = 0;
    this.units.reset();
    this.mac.reset();
  }

  scope(name: string): Scope {
    const setValid = (v: number) => {
      this.valid = v;
      if (!v) this.instruction = BUBBLE;
    };
    const probes = [
      register(
        "word",
        32,
        () => this.instruction.word >>> 0,
        (v) => (this.instruction = this.decode(v | 0)),
      ),
      register("valid", 1, () => this.valid, setValid),
      ...registersOf(this, { enabled: 1, second: 1, csrHeld: 1 }),
      ...signedWordsOf(this, ["pc", "a", "b", "c", "csrValue"]),
      wire("result", 32, () => this.result >>> 0),
      wire("branch_taken", 1, () => this.branchTaken),
      wire("ready", 1, () => this.ready),
    ];
    return {
      name,
      probes,
      children: this.units.scopes(),
    };
  }
}
