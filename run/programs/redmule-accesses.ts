import { hex } from "../../hw/hex.js";
import type { Redmule } from "../../hw/redmule/redmule.js";
import type { BusError } from "./trap-report.js";

/** Stands for RedMulE where a report names a core. */
const NO_CORE = -1;

/** What RedMulE asks for outside the TCDM. */
export class RedmuleAccesses {
  private readonly redmule: Redmule;
  private wraps = 0;
  private firstClock = 0;
  private firstAddress = 0;

  constructor(redmule: Redmule) {
    this.redmule = redmule;
  }

  /** The bus error of this clock, if there is one; call it between settle and edge. */
  look(clock: number): BusError | undefined {
    const { streamer, tcdm } = this.redmule;
    if (streamer.outside === 0) return undefined;
    const value = streamer.outsideAddress;
    if (tcdm.req !== 0) {
      this.count(tcdm.gnt, clock, value);
      return undefined;
    }
    const access = tcdm.write === 0 ? "a read" : "a write";
    const message = `Bus error: nobody answers ${access} of ${hex(value)} by RedMulE in clock ${clock}; the job ends`;
    return { core: NO_CORE, clock, value, message };
  }

  private count(granted: number, clock: number, address: number): void {
    if (granted === 0) return;
    if (this.wraps === 0) {
      this.firstClock = clock;
      this.firstAddress = address;
    }
    this.wraps++;
  }

  /** The accesses that a design without the check (erratum E23) has made. */
  get unchecked(): readonly BusError[] {
    const { wraps, firstClock: clock, firstAddress: value } = this;
    if (wraps === 0) return [];
    const many = wraps === 1 ? "1 access" : `${wraps} accesses`;
    const message = `RedMulE made ${many} outside the TCDM, the first of ${hex(value)} in clock ${clock}: nothing checks them (erratum E23), and they wrapped around`;
    return [{ core: NO_CORE, clock, value, message }];
  }
}
