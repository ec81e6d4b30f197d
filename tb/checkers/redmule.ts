import type { Redmule } from "../../hw/redmule/redmule.js";
import { ChannelChecker } from "./channels.js";
import type { Checker } from "./checker.js";
import { FifoCheckers } from "./fifos.js";
import { NarrowPortChecker } from "./narrow-port.js";
import { TensorChecker } from "./tensors.js";
import { WidePortChecker } from "./wide-port.js";

/**
 * The checkers of a RedMulE: its ports, channels and FIFOs, and of a design without errata what it reads and writes; the
 * reference leaves its tensors, by errata. A field each and no list: a call whose target is known costs a tenth.
 */
export class RedmuleChecker implements Checker {
  /** Null for a design with errata. */
  readonly tensors: TensorChecker | null;
  private readonly port: WidePortChecker;
  private readonly periph: NarrowPortChecker;
  private readonly channels: ChannelChecker;
  private readonly fifos: FifoCheckers;

  constructor(redmule: Redmule, fifos = new FifoCheckers(redmule)) {
    const { parameters, tcdm, streamer, periph } = redmule;
    const sound = Object.values(parameters.errata).every((on) => !on);
    this.tensors = sound ? new TensorChecker(redmule) : null;
    this.port = new WidePortChecker(tcdm, "redmule.tcdm");
    this.periph = new NarrowPortChecker(periph, "redmule.periph");
    this.channels = new ChannelChecker(streamer, tcdm);
    this.fifos = fifos;
  }

  check(clock: number): void {
    this.port.check(clock);
    this.periph.check(clock);
    this.channels.check(clock);
    this.fifos.check(clock);
    this.tensors?.check(clock);
  }
}
