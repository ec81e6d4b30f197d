import { CoreFpu } from "../../fpu/core-fpu.js";
import type { NarrowPort } from "../../ports.js";
import type { Core } from "../core/core.js";
import type { CsrFile } from "../core/csr.js";
import type { HardwareLoops } from "../core/hwloop.js";
import { Extend } from "../core/instruction.js";
import { fpuRulesOf } from "../core/parameters.js";
import type { Totals } from "../run-ahead/stretch.js";

/** Places of registers in `CoreData.held`. */
export const Held = {
  a: 0,
  b: 1,
  c: 2,
  /** Operand c as ID has settled it last. */
  issued: 3,
  /** Result of the FPU and its flags. */
  value: 4,
  flags: 5,
  /** Address and base in WB. */
  address: 6,
  base: 7,
  word0: 8,
  word1: 9,
  error0: 10,
  error1: 11,
  heldAddress: 12,
} as const;
const PLACES = 16;

/**
 * The data of a core that turns change. Registers of the register file and counts of loops stand where the pipeline has them, the
 * others close together, as eight cores have to share a cache: they come from the pipeline when a replay begins and go back to it.
 */
export class CoreData {
  readonly values: Int32Array;
  readonly held = new Int32Array(PLACES);
  readonly csrs: CsrFile;
  readonly loops: HardwareLoops;
  readonly tcdm: NarrowPort;
  readonly fpu: CoreFpu;
  /** Clocks by what they were used for. */
  readonly uses: Float64Array;
  /** Of the access that is made in this clock. */
  address = 0;
  private readonly core: Core;

  constructor(core: Core, tcdm: NarrowPort, totals: Totals) {
    this.core = core;
    this.values = core.registers.values;
    this.csrs = core.csrs;
    this.loops = core.loops;
    this.tcdm = tcdm;
    this.fpu = new CoreFpu(fpuRulesOf(core.parameters));
    this.uses = totals.uses;
  }

  /** From the pipeline. */
  load(): void {
    const { held } = this;
    const { ex, wb, float, issue, fetch } = this.core;
    const { prefetch } = fetch;
    held[Held.a] = ex.a;
    held[Held.b] = ex.b;
    held[Held.c] = ex.c;
    held[Held.issued] = issue.c;
    held[Held.value] = float.value;
    held[Held.flags] = float.valueFlags;
    held[Held.address] = wb.address;
    held[Held.base] = wb.base;
    held[Held.word0] = prefetch.word0;
    held[Held.word1] = prefetch.word1;
    held[Held.error0] = prefetch.error0;
    held[Held.error1] = prefetch.error1;
    held[Held.heldAddress] = prefetch.heldAddress;
  }

  /** To the pipeline. */
  store(): void {
    const { held } = this;
    const { ex, wb, float, issue, fetch } = this.core;
    const { prefetch } = fetch;
    ex.a = held[Held.a];
    ex.b = held[Held.b];
    ex.c = held[Held.c];
    issue.c = held[Held.issued];
    float.value = held[Held.value];
    float.valueFlags = held[Held.flags];
    wb.address = held[Held.address];
    wb.base = held[Held.base];
    prefetch.word0 = held[Held.word0];
    prefetch.word1 = held[Held.word1];
    prefetch.error0 = held[Held.error0];
    prefetch.error1 = held[Held.error1];
    prefetch.heldAddress = held[Held.heldAddress];
  }

  /** The word that the TCDM answers with, in place. */
  loaded(bytes: number, extend: number): number {
    const { tcdm } = this;
    const offset = this.held[Held.address] & 3;
    const shift = offset << 3;
    let value = tcdm.rdata >>> shift;
    // The second part of a misaligned access, whose first part the pipeline has made.
    if (offset + bytes > 4) value = (tcdm.rdata << (32 - shift)) | (this.core.wb.firstWord >>> shift);
    if (bytes === 4) return value | 0;
    const unused = bytes === 2 ? 16 : 24;
    if (extend === Extend.zero) return (value << unused) >>> unused;
    return extend === Extend.sign ? (value << unused) >> unused : value | (-1 << (32 - unused));
  }
}
