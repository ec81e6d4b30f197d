import type { NarrowPort } from "../../hw/ports.js";
import { hex } from "../../hw/hex.js";
import { CheckFailure, type Checker } from "./checker.js";

/** What a narrow port promises beyond a response for every grant. */
export interface NarrowRules {
  /** The response comes in the clock after the grant, as at a TCDM. */
  readonly nextClock?: boolean;
  /** Accesses that may be open at once; no limit when missing. */
  readonly open?: number;
  /** A refused request may pause and come again: a core's, while a quotient of the FPU takes the write port of its base. */
  readonly mayPause?: boolean;
}

/**
 * The request/grant protocol of a narrow port: a refused request stands unchanged in the next clock, every grant has one
 * response in a later clock, and no response comes without a grant. Only a bus error lets a core withdraw the access behind
 * it, in the clock of its answer or the next.
 */
export class NarrowPortChecker implements Checker {
  private readonly port: NarrowPort;
  private readonly name: string;
  private readonly nextClock: boolean;
  private readonly limit: number;
  private readonly mayPause: boolean;
  private refused = 0;
  /** A bus error was answered in the clock before. */
  private failed = 0;
  private granted = 0;
  private open = 0;
  private addr = 0;
  private write = 0;
  private be = 0;
  private wdata = 0;
  private atomic = 0;

  constructor(
    port: NarrowPort,
    name: string,
    { nextClock = false, open = Infinity, mayPause = false }: NarrowRules = {},
  ) {
    this.port = port;
    this.name = name;
    this.nextClock = nextClock;
    this.limit = open;
    this.mayPause = mayPause;
  }

  check(clock: number): void {
    const { port } = this;
    if ((port.req | port.rvalid | this.refused | this.failed | this.granted) === 0) return;
    const fails = port.rvalid & port.err;
    const ends = fails | this.failed;
    const pauses = this.mayPause && port.req === 0 && ends === 0 ? this.refused : 0;
    if (this.refused !== 0 && pauses === 0 && (port.req !== 0 || ends === 0)) this.checkHeld(clock);
    this.failed = fails;
    if (port.rvalid !== 0 && this.open-- === 0) this.fail(clock, "a response without an open access");
    if (this.nextClock && port.rvalid !== this.granted) {
      this.fail(clock, this.granted ? "no response one clock after the grant" : "a response later than one clock");
    }
    this.granted = port.req & port.gnt;
    this.open += this.granted;
    if (this.open > this.limit) this.fail(clock, `${this.open} open accesses, ${this.limit} are allowed`);
    this.refused = pauses | (port.req & (port.gnt ^ 1));
    if (this.refused === 0 || pauses !== 0) return;
    this.addr = port.addr;
    this.write = port.write;
    this.be = port.be;
    this.wdata = port.wdata;
    this.atomic = port.atomic;
  }

  private checkHeld(clock: number): void {
    const { port } = this;
    if (port.req === 0) this.fail(clock, `the refused request for ${hex(this.addr)} is withdrawn`);
    const same = port.addr === this.addr && port.write === this.write && port.atomic === this.atomic;
    const data = port.write === 0 || (port.be === this.be && port.wdata === this.wdata);
    if (!same || !data) {
      this.fail(clock, `the refused request for ${hex(this.addr)} has become another one, for ${hex(port.addr)}`);
    }
  }

  private fail(clock: number, what: string): never {
    throw new CheckFailure(clock, this.name, what);
  }
}
