import type { WidePort } from "../../hw/ports.js";
import { hex } from "../../hw/hex.js";
import { CheckFailure, type Checker } from "./checker.js";

/**
 * The protocol of RedMulE's port: word addresses, at least one byte wanted, grants only to requests, and a response in the
 * clock after a grant and in no other. A refused request may be withdrawn or become another one: `ChannelChecker` says
 * which.
 */
export class WidePortChecker implements Checker {
  private readonly port: WidePort;
  private readonly name: string;
  private granted = 0;

  constructor(port: WidePort, name: string) {
    this.port = port;
    this.name = name;
  }

  check(clock: number): void {
    const { port } = this;
    const { req, gnt, rvalid } = port;
    if (rvalid !== this.granted) {
      this.fail(clock, this.granted ? "no response one clock after the grant" : "a response without a grant");
    }
    this.granted = gnt;
    if (req === 0) {
      if (gnt !== 0) this.fail(clock, "a grant without a request");
      return;
    }
    if ((port.addr & 3) !== 0) this.fail(clock, `a request for ${hex(port.addr)}, which is no word address`);
    if (port.be[0] === 0 && port.be.every((be) => be === 0)) {
      this.fail(clock, `an access of ${hex(port.addr)} without a wanted byte`);
    }
  }

  private fail(clock: number, what: string): never {
    throw new CheckFailure(clock, this.name, what);
  }
}
