import { UsageError } from "../errors.js";
import type { WidePort } from "../ports.js";
import { register, wire, type Block, type Scope } from "../probe.js";
import { BankPorts } from "./bank-port.js";
import type { BankAddressing } from "./tcdm.js";

/** Spreads the words of one wide access over neighbouring banks and rotates the answers back. */
export class WideRouter implements Block {
  readonly port: WidePort;
  readonly out: BankPorts;
  /** Input: 1 cancels the valid of the next clock. */
  clear = 0;

  private valid = 0;
  /** Bank of word 0 of the last granted access. */
  private offset = 0;

  private readonly addressing: BankAddressing;
  private readonly rdata: Uint32Array;

  /** @param rdata output registers of the banks */
  constructor(port: WidePort, addressing: BankAddressing, rdata: Uint32Array) {
    if (port.words < 1 || port.words > rdata.length) {
      throw new UsageError(
        `A wide port of ${port.words} words does not fit ${rdata.length} banks: it needs a bank of its own for each word.`,
      );
    }
    this.port = port;
    this.addressing = addressing;
    this.rdata = rdata;
    this.out = new BankPorts(rdata.length);
  }

  settleResponse(): void {
    const { port, rdata, offset } = this;
    const { bankMask } = this.addressing;
    port.rvalid = this.valid;
    for (let i = 0; i < port.words; i++) port.rdata[i] = rdata[(offset + i) & bankMask];
  }

  settleRequest(): void {
    const { port, out } = this;
    const { bankMask, rowShift, rowMask } = this.addressing;
    out.req.fill(0);
    if (port.req === 0) return;
    const offset = (port.addr >>> 2) & bankMask;
    const row = (port.addr >>> rowShift) & rowMask;
    for (let i = 0; i < port.words; i++) {
      const b = (offset + i) & bankMask;
      out.req[b] = 1;
      out.row[b] = offset + i > bankMask ? (row + 1) & rowMask : row;
      // A written word without a byte enabled is turned into a read and still occupies its bank.
      out.write[b] = port.be[i] === 0 ? 0 : port.write;
      out.be[b] = port.be[i];
      out.wdata[b] = port.wdata[i];
    }
  }

  /** A partly granted access is denied as a whole, although the granted banks have executed it. */
  settleGrant(): void {
    const { port, out } = this;
    const { bankMask } = this.addressing;
    let granted = port.req;
    if (granted !== 0) {
      const offset = (port.addr >>> 2) & bankMask;
      for (let i = 0; i < port.words; i++) granted &= out.gnt[(offset + i) & bankMask];
    }
    port.gnt = granted;
  }

  edge(): void {
    const { port } = this;
    this.valid = this.clear !== 0 ? 0 : port.gnt;
    if (port.gnt !== 0) this.offset = (port.addr >>> 2) & this.addressing.bankMask;
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
        register(
          "valid",
          1,
          () => this.valid,
          (v) => (this.valid = v),
        ),
        register(
          "offset",
          Math.max(1, this.addressing.rowShift - 2),
          () => this.offset,
          (v) => (this.offset = v),
        ),
        wire("clear", 1, () => this.clear),
        wire("req", 1, () => port.req),
        wire("gnt", 1, () => port.gnt),
        wire("addr", 32, () => port.addr),
        wire("write", 1, () => port.write),
      ],
      children: [this.out.scope("bank")],
    };
  }
}
