import { register, type Block, type Scope } from "../../probe.js";
import { Csr } from "./csr-map.js";
import { Op } from "./instruction.js";

/** Interrupts this core has: the three of machine mode (software 3, timer 7, external 11) and 16 fast ones above. */
const IRQ_MASK = 0xffff_0888 | 0;
const MISA = (1 << 30) | (1 << 12) | (1 << 8) | (1 << 2);
const MIE_BIT = 1 << 3;
const MPIE_BIT = 1 << 7;
const MPP = 3 << 11;
const MTVEC_MASK = ~2;
const WORD = 2 ** 32;

/** Machine-mode control and status registers. Reads are combinational; writes, traps and counting happen at the edge, which a sleeping core does not have. */
export class CsrFile implements Block {
  /** Input: value of mhartid. */
  hartId = 0;
  /** Input: requested interrupts, registered into mip. */
  irq = 0;
  /** Input: instructions that leave EX in this clock, 0 or 1; -1 takes back one that turned out to fault. */
  retiring = 0;
  /** Inputs: a CSR instruction writes in this clock. */
  write = 0;
  writeAddress = 0;
  writeValue = 0;
  /** Inputs: a trap is entered in this clock. */
  trap = 0;
  trapPc = 0;
  trapCause = 0;
  trapValue = 0;
  /** Input: mret is executed in this clock. */
  trapReturn = 0;

  // Registers. The 64-bit counters are kept as two words each, as software sees them.
  mie = 0;
  mtvec = 0;
  mepc = 0;
  mip = 0;
  private interruptEnable = 0;
  private previousEnable = 0;
  private mscratch = 0;
  private mcause = 0;
  private mtval = 0;
  private inhibit = 0;
  private readonly cycle = new Uint32Array(2);
  private readonly instret = new Uint32Array(2);

  /** Value of a CSR that exists. */
  read(csr: number): number {
    switch (csr) {
      case Csr.mstatus:
        return MPP | (this.interruptEnable ? MIE_BIT : 0) | (this.previousEnable ? MPIE_BIT : 0);
      case Csr.misa:
        return MISA;
      case Csr.mie:
        return this.mie;
      case Csr.mtvec:
        return this.mtvec;
      case Csr.mcountinhibit:
        return this.inhibit;
      case Csr.mscratch:
        return this.mscratch;
      case Csr.mepc:
        return this.mepc;
      case Csr.mcause:
        return this.mcause;
      case Csr.mtval:
        return this.mtval;
      case Csr.mip:
        return this.mip;
      case Csr.mhartid:
        return this.hartId;
      case Csr.mcycle:
      case Csr.cycle:
        return this.cycle[0] | 0;
      case Csr.mcycleh:
      case Csr.cycleh:
        return this.cycle[1] | 0;
      case Csr.minstret:
      case Csr.instret:
        return this.instret[0] | 0;
      case Csr.minstreth:
      case Csr.instreth:
        return this.instret[1] | 0;
      default:
        return 0;
    }
  }

  /** What a CSR holds after `op` with `operand` on its `old` value. */
  static combine(op: Op, old: number, operand: number): number {
    if (op === Op.csrWrite) return operand;
    return op === Op.csrSet ? old | operand : old & ~operand;
  }

  /** mie with a write of this clock already in it, so that an interrupt is enabled for the next instruction. */
  private mieBypassed(): number {
    return this.write && this.writeAddress === Csr.mie ? this.writeValue & IRQ_MASK : this.mie;
  }

  /** 1 when a line of this clock ends a sleep; mstatus.MIE does not matter. */
  get wake(): boolean {
    return (this.irq & this.mie & IRQ_MASK) !== 0;
  }

  /** Number of the interrupt to take, -1 for none. Fast interrupts first, the highest number wins. */
  pendingInterrupt(): number {
    if (!this.interruptEnable) return -1;
    const pending = this.mip & this.mieBypassed();
    if (pending === 0) return -1;
    if (pending >>> 16 !== 0) return 31 - Math.clz32(pending);
    if (pending & 0x800) return 11;
    return pending & 8 ? 3 : 7;
  }

  /** Where a trap with this mcause continues. */
  trapTarget(cause: number): number {
    const base = this.mtvec & ~3;
    return cause < 0 && this.mtvec & 1 ? (base + ((cause & 31) << 2)) | 0 : base;
  }

  edge(): void {
    this.mip = this.irq & IRQ_MASK;
    if (!(this.inhibit & 1) && !this.writesTo(Csr.mcycle, Csr.mcycleh)) {
      this.cycle[0]++;
      if (this.cycle[0] === 0) this.cycle[1]++;
    }
    if (this.retiring !== 0 && !(this.inhibit & 4) && !this.writesTo(Csr.minstret, Csr.minstreth)) {
      this.countInstruction();
    }
    if (this.write) this.store();
    if (this.trap) {
      this.previousEnable = this.interruptEnable;
      this.interruptEnable = 0;
      this.mepc = this.trapPc;
      this.mcause = this.trapCause;
      this.mtval = this.trapValue;
    } else if (this.trapReturn) {
      this.interruptEnable = this.previousEnable;
      this.previousEnable = 1;
    }
  }

  /** A write to either half of a counter, in whose clock the whole counter holds (privileged manual, 3.1.10). */
  private writesTo(low: number, high: number): boolean {
    return this.write !== 0 && (this.writeAddress === low || this.writeAddress === high);
  }

  private countInstruction(): void {
    const low = this.instret[0] + this.retiring;
    this.instret[0] = low;
    if (low === WORD) this.instret[1]++;
    else if (low < 0) this.instret[1]--;
  }

  private store(): void {
    const value = this.writeValue;
    switch (this.writeAddress) {
      case Csr.mstatus:
        this.interruptEnable = value & MIE_BIT ? 1 : 0;
        this.previousEnable = value & MPIE_BIT ? 1 : 0;
        break;
      case Csr.mie:
        this.mie = value & IRQ_MASK;
        break;
      case Csr.mtvec:
        this.mtvec = value & MTVEC_MASK;
        break;
      case Csr.mcountinhibit:
        this.inhibit = value & 5;
        break;
      case Csr.mscratch:
        this.mscratch = value;
        break;
      case Csr.mepc:
        this.mepc = value & ~1;
        break;
      case Csr.mcause:
        this.mcause = value & 0x8000_001f;
        break;
      case Csr.mtval:
        this.mtval = value;
        break;
      case Csr.mcycle:
        this.cycle[0] = value;
        break;
      case Csr.mcycleh:
        this.cycle[1] = value;
        break;
      case Csr.minstret:
        this.instret[0] = value;
        break;
      case Csr.minstreth:
        this.instret[1] = value;
        break;
    }
  }

  reset(): void {
    this.mie = this.mtvec = this.mepc = 0;
    this.interruptEnable = this.previousEnable = 0;
    this.mscratch = this.mcause = this.mtval = this.mip = this.inhibit = 0;
    this.cycle.fill(0);
    this.instret.fill(0);
  }

  scope(name: string): Scope {
    const word = (leaf: "mie" | "mtvec" | "mepc") =>
      register(
        leaf,
        32,
        () => this[leaf] >>> 0,
        (v) => (this[leaf] = v | 0),
      );
    const counter = (leaf: string, words: Uint32Array) => [
      register(
        leaf,
        32,
        () => words[0],
        (v) => (words[0] = v),
      ),
      register(
        `${leaf}h`,
        32,
        () => words[1],
        (v) => (words[1] = v),
      ),
    ];
    const probes = [
      register(
        "mstatus_mie",
        1,
        () => this.interruptEnable,
        (v) => (this.interruptEnable = v),
      ),
      register(
        "mstatus_mpie",
        1,
        () => this.previousEnable,
        (v) => (this.previousEnable = v),
      ),
      word("mie"),
      word("mtvec"),
      word("mepc"),
      register(
        "mscratch",
        32,
        () => this.mscratch >>> 0,
        (v) => (this.mscratch = v | 0),
      ),
      register(
        "mcause",
        32,
        () => this.mcause >>> 0,
        (v) => (this.mcause = v | 0),
      ),
      register(
        "mtval",
        32,
        () => this.mtval >>> 0,
        (v) => (this.mtval = v | 0),
      ),
      register(
        "mip",
        32,
        () => this.mip >>> 0,
        (v) => (this.mip = v | 0),
      ),
      register(
        "mcountinhibit",
        3,
        () => this.inhibit,
        (v) => (this.inhibit = v),
      ),
      ...counter("mcycle", this.cycle),
      ...counter("minstret", this.instret),
    ];
    return { name, probes, children: [] };
  }
}
