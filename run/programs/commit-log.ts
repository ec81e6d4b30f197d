import type { Core } from "../../hw/cluster/core/core.js";
import { csrName } from "../../sw/isa/csr.js";
import { disassemble } from "../../sw/disasm/disassemble.js";

/** What an entry waits for: the response to an access, a result of the FPU, the sum of a mac-load, nothing. */
type Wait = "access" | "float" | "sum" | "";

/** An instruction that has left EX and is not printed yet. */
interface Entry {
  readonly clock: number;
  readonly pc: number;
  readonly word: number;
  /** Registers written, 32 and above being f0 and above, with their values. */
  readonly writes: [register: number, value: number][];
  readonly memory: string;
  /** Address of a CSR written, -1 for none. */
  readonly csr: number;
  waits: Wait;
}

export interface CommitLogOptions {
  /** First and last clock whose instructions are logged. */
  readonly from: number;
  readonly to: number;
  /** Extensions of the core (`readMarch`), for the disassembly. */
  readonly extensions: ReadonlySet<string>;
  readonly write: (line: string) => void;
}

const hex = (value: number, bytes = 4): string =>
  `0x${(value >>> 0)
    .toString(16)
    .padStart(2 * bytes, "0")
    .slice(-2 * bytes)}`;

/**
 * Log of retired instructions in the format of spike (`spike -l --log-commits`): a line with the disassembly, then one with
 * what it wrote. Instructions are logged in program order once their loads are answered.
 */
export class CommitLog {
  private readonly core: Core;
  private readonly options: CommitLogOptions;
  private readonly pending: Entry[] = [];
  private readonly name: string;

  constructor(core: Core, options: CommitLogOptions) {
    this.core = core;
    this.options = options;
    this.name = `core${String(core.hartId).padStart(4)}:`;
  }

  /** Call in every clock, between settle and edge. */
  sample(clock: number): void {
    const { core, pending } = this;
    while (pending[0]?.waits === "") this.print(pending.shift()!);
    if (core.loaded.valid !== 0) this.finish("access", core.loaded);
    if (core.computed.valid !== 0) this.finish("float", core.computed);
    if (core.summed.valid !== 0) this.finish("sum", core.summed);
    if (core.wb.fault !== 0) {
      const faulting = pending.findIndex((entry) => entry.waits === "access");
      if (faulting >= 0) pending.length = faulting;
    }
    if (core.retired.valid !== 0) pending.push(this.record(clock));
  }

  /** Prints what still waits at the end of a run. */
  close(): void {
    for (const entry of this.pending.splice(0)) this.print(entry);
  }

  private finish(wait: Wait, { rd, value }: { readonly rd: number; readonly value: number }): void {
    const entry = this.pending.find((candidate) => candidate.waits === wait);
    if (entry === undefined) return;
    entry.waits = "";
    if (rd !== 0) entry.writes.push([rd, value]);
  }

  private record(clock: number): Entry {
    const { retired, csrs } = this.core;
    const { pc, word, rd, value, bytes, address, store, data, floatRd, sumRd } = retired;
    const memory = bytes === 0 ? "" : ` mem ${hex(address)}${store ? ` ${hex(data, bytes)}` : ""}`;
    return {
      ...{ clock, pc, word, memory },
      writes: rd === 0 ? [] : [[rd, value]],
      csr: csrs.write !== 0 ? csrs.writeAddress : -1,
      waits: bytes !== 0 ? "access" : floatRd >= 0 ? "float" : sumRd >= 0 ? "sum" : "",
    };
  }

  private print({ clock, pc, word, writes, memory, csr }: Entry): void {
    const { from, to, extensions, write } = this.options;
    if (clock < from || clock > to) return;
    const at = `${hex(pc)} (${hex(word, (word & 3) === 3 ? 4 : 2)})`;
    const [mnemonic, ...operands] = disassemble(word, pc, extensions).split(" ");
    const registers = writes.map(([register, value]) => {
      const name = `${register < 32 ? "x" : "f"}${register & 31}`;
      return ` ${name.padEnd(3)} ${hex(value)}`;
    });
    const status = csr < 0 ? "" : ` c${csr}_${csrName(csr)} ${hex(this.core.csrs.read(csr))}`;
    write(`${this.name} ${at} ${`${mnemonic.padEnd(7)} ${operands.join(" ")}`.trimEnd()}`);
    write(`${this.name} 3 ${at}${registers.join("")}${status}${memory}`);
  }
}
