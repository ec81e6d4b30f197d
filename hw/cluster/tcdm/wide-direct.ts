import type { WidePort } from "../../ports.js";
import { WIDE_GNT, WIDE_VALID } from "./interconnect-layout.js";
import type { InterconnectRecord } from "./interconnect-record.js";
import type { WideRouter } from "./wide-router.js";

/** Words of the record. */
const GNT = WIDE_GNT >> 2;
const VALID = WIDE_VALID >> 2;

/**
 * The wide port's way to the banks in clocks in which `Interconnect.lone` holds: every request is granted, and a clock without one has
 * nothing to settle. What observers see of the banks stands again after `finish`.
 */
export class WideDirect {
  private readonly port: WidePort;
  private readonly record: InterconnectRecord;
  private readonly router: WideRouter;

  constructor(port: WidePort, record: InterconnectRecord, router: WideRouter) {
    this.port = port;
    this.record = record;
    this.router = router;
  }

  settleResponse(): void {
    this.router.settleResponse();
  }

  settleGrant(): void {
    this.router.settleRequest();
    this.port.gnt = this.port.req;
  }

  edge(): void {
    const { record } = this;
    if (this.port.req !== 0) record.edgeLone();
    else record.fields[GNT] = record.fields[VALID] = 0;
  }

  /** The wires of the last clock, which no register has changed since. */
  finish(): void {
    this.record.settle();
  }
}
