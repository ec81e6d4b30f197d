import { UsageError } from "../../errors.js";
import type { WidePort } from "../../ports.js";
import { registersOf, wire, type Block, type Scope } from "../../probe.js";
import type { SideArbiter } from "./arbiter.js";
import { fillSpan, type BankSet } from "./bank-set.js";
import { isZero } from "../bits.js";
import type { LogInterconnect } from "./lic.js";
import type { Tcdm } from "./tcdm.js";

/** Spreads the words of one wide access over neighbouring banks and rotates the answers back. */
export class WideRouter implements Block {
  readonly port: WidePort;
  /** Input: 1 cancels the valid of the next clock. */
  clear = 0;

  /** A request stood in the last clock that was settled, so that `span` is not empty. */
  private wide = false;
  /** Banks of the request. */
  readonly span: BankSet;

  valid = 0;
  /** Bank of word 0 of the last granted access. */
  offset = 0;

  private readonly tcdm: Tcdm;

  constructor(port: WidePort, tcdm: Tcdm, span: BankSet) {
    if (port.words < 1 || port.words > tcdm.banks) {
      throw new UsageError(
        `A wide port of ${port.words} words does not fit ${tcdm.banks} banks: it needs a bank of its own for each word.`,
      );
    }
    this.port = port;
    this.tcdm = tcdm;
    this.span = span;
  }

  /** 1 when the port is answered in this clock. */
  get answers(): number {
    return this.valid;
  }

  settleResponse(): void {
    const { port, offset } = this;
    const { rdata, bankMask } = this.tcdm;
    port.rvalid = this.valid;
    // Without a valid the port keeps the data of the last answer.
    if (this.valid === 0) return;
    const out = port.rdata;
    for (let i = 0; i < out.length; i++) out[i] = rdata[(offset + i) & bankMask];
  }

  /** The banks of the request. */
  settleRequest(): void {
    const { port, span } = this;
    const { banks, bankMask } = this.tcdm;
    if (port.req === 0 && !this.wide) return;
    this.wide = port.req !== 0;
    if (!this.wide) span.fill(0);
    else fillSpan(span, banks, (port.addr >>> 2) & bankMask, port.words);
  }

  /** 1 when the wide port requests a bank that the log interconnect requests, too. */
  conflict(lic: LogInterconnect): number {
    const { span } = this;
    for (let e = 0; e < span.length; e++) if ((span[e] & lic.requested[e]) !== 0) return 1;
    return 0;
  }

  /** A partly granted access is denied as a whole, although the granted banks execute it. */
  settleGrant(arbiter: SideArbiter, lic: LogInterconnect): void {
    const { port, span } = this;
    const { select, gnt } = this.tcdm;
    let granted = port.req;
    for (let e = 0; e < span.length; e++) {
      const shared = lic.requested[e];
      const connected = span[e] & ((shared & -arbiter.wideShared) | (~shared & -arbiter.wideAlone));
      select.wide[e] = connected;
      granted &= isZero((connected & gnt[e]) ^ span[e]);
    }
    port.gnt = granted;
  }

  edge(): void {
    const { port } = this;
    this.valid = this.clear !== 0 ? 0 : port.gnt;
    if (port.gnt !== 0) this.offset = (port.addr >>> 2) & this.tcdm.bankMask;
  }

  reset(): void {
    this.valid = 0;
    this.offset = 0;
  }

  scope(name: string): Scope {
    const { port } = this;
    return {
      name,
      probes: [
        ...registersOf(this, { valid: 1, offset: Math.max(1, this.tcdm.bankBits) }),
        wire("clear", 1, () => this.clear),
        wire("req", 1, () => port.req),
        wire("gnt", 1, () => port.gnt),
        wire("addr", 32, () => port.addr),
        wire("write", 1, () => port.write),
      ],
      children: [],
    };
  }
}
