import { UsageError } from "../../errors.js";
import type { WidePort } from "../../ports.js";
import { registersOf, wire, type Block, type Scope } from "../../probe.js";
import { copyWords } from "../../words.js";
import { BYTE_MASK } from "../bits.js";
import type { BankSet } from "./bank-set.js";
import {
  BANKS,
  OFFSET,
  WIDE_ADDR,
  WIDE_CLEAR,
  WIDE_GNT,
  WIDE_REQ,
  WIDE_VALID,
  WIDE_WRITE,
} from "./interconnect-layout.js";
import type { InterconnectRecord } from "./interconnect-record.js";

/** Words of the record. */
const CLEAR = WIDE_CLEAR >> 2;
const VALID = WIDE_VALID >> 2;
const BANK = OFFSET >> 2;
const REQ = WIDE_REQ >> 2;
const ADDR = WIDE_ADDR >> 2;
const WRITE = WIDE_WRITE >> 2;
const GNT = WIDE_GNT >> 2;

/** @throws UsageError for a wide port that does not fit the banks */
export function checkWidePort({ words }: WidePort, banks: number): void {
  if (words >= 1 && words <= banks) return;
  throw new UsageError(
    `A wide port of ${words} words does not fit ${banks} banks: it needs a bank of its own for each word.`,
  );
}

/**
 * Spreads the words of one wide access over neighbouring banks and rotates the answers back. The record of the interconnect holds and
 * clocks its registers (wide-router.as.ts).
 */
export class WideRouter implements Pick<Block, "reset" | "scope"> {
  readonly port: WidePort;
  /** Banks of the request. */
  readonly span: BankSet;
  private readonly fields: Int32Array;
  private readonly mask: Int32Array;
  private readonly wdata: Uint32Array;
  private readonly rdata: Uint32Array;
  private readonly offsetWidth: number;

  constructor(port: WidePort, { fields, span, wideMask, wideWdata, wideRdata }: InterconnectRecord) {
    this.port = port;
    this.span = span;
    this.fields = fields;
    this.mask = wideMask;
    this.wdata = wideWdata;
    this.rdata = wideRdata;
    this.offsetWidth = Math.max(1, Math.log2(fields[BANKS >> 2]));
  }

  /** Input: 1 cancels the valid of the next clock. */
  get clear(): number {
    return this.fields[CLEAR];
  }
  set clear(value: number) {
    this.fields[CLEAR] = value;
  }

  /** 1 when the port is answered in this clock. */
  get valid(): number {
    return this.fields[VALID];
  }
  set valid(value: number) {
    this.fields[VALID] = value;
  }

  /** Bank of word 0 of the last granted access. */
  get offset(): number {
    return this.fields[BANK];
  }
  set offset(value: number) {
    this.fields[BANK] = value;
  }

  /** Without a valid the port keeps the data of the last answer. */
  settleResponse(): void {
    const { port, rdata } = this;
    const valid = this.fields[VALID];
    port.rvalid = valid;
    if (valid === 0) return;
    copyWords(rdata, 0, port.rdata, 0, port.words);
  }

  /** The request into the record. */
  settleRequest(): void {
    const { port, fields } = this;
    const { req } = port;
    fields[REQ] = req;
    if (req === 0) return;
    fields[ADDR] = port.addr;
    fields[WRITE] = port.write;
    if (port.write !== 0) this.settleWrite();
  }

  private settleWrite(): void {
    const { mask, wdata, port } = this;
    for (let i = 0; i < mask.length; i++) {
      mask[i] = BYTE_MASK[port.be[i]];
      wdata[i] = port.wdata[i];
    }
  }

  settleGrant(): void {
    this.port.gnt = this.fields[GNT];
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
        ...registersOf(this, { valid: 1, offset: this.offsetWidth }),
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
