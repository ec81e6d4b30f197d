import { CHANNEL_W, CHANNEL_X, CHANNEL_YZ, type Streamer } from "../../hw/redmule/streamer.js";
import type { WidePort } from "../../hw/ports.js";
import { hex } from "../../hw/hex.js";
import { CheckFailure, type Checker } from "./checker.js";

const NAMES = ["X", "W", "Y", "Z"] as const;
const Y = 2;
const Z = 3;
/** Odd factors of the words of a digest, so that a word that changes changes it: powers of one, up to any width of port. */
const FACTOR = 0x01000193;
const [ENABLE_FACTORS, DATA_FACTORS] = [0x9e3779b1, 0x85ebca6b].map((first) => {
  let factor = first;
  return Int32Array.from({ length: 65536 / 32 }, () => (factor = Math.imul(factor, FACTOR)));
});

/**
 * What may become of a refused request of RedMulE: the channel that made it may withdraw it or lose the port to another
 * channel, but when it comes again, it comes unchanged. Only a clear forgets it.
 */
export class ChannelChecker implements Checker {
  private readonly streamer: Streamer;
  private readonly port: WidePort;
  /** Per channel: 1 after a refusal, and address and digest of the request. */
  private readonly refused = new Uint8Array(NAMES.length);
  private readonly addr = new Uint32Array(NAMES.length);
  private readonly digest = new Uint32Array(NAMES.length);

  constructor(streamer: Streamer, port: WidePort) {
    this.streamer = streamer;
    this.port = port;
  }

  check(clock: number): void {
    const { port, streamer, refused, addr, digest } = this;
    if (port.req !== 0) {
      const channel = this.channel();
      if ((channel === Z) !== (port.write !== 0)) this.fail(clock, channel, "reads and writes are mixed up");
      const refuses = port.gnt ^ 1;
      if ((refused[channel] | refuses) !== 0) {
        const now = this.digestOf(channel);
        if (refused[channel] !== 0 && (port.addr !== addr[channel] || now !== digest[channel])) {
          this.fail(clock, channel, `the refused request for ${hex(addr[channel])} comes again for ${hex(port.addr)}`);
        }
        digest[channel] = now;
      }
      refused[channel] = refuses;
      addr[channel] = port.addr;
    }
    if (streamer.clear !== 0) refused.fill(0, 0, Z);
    if (streamer.clearStores !== 0) refused[Z] = 0;
  }

  private channel(): number {
    const { mux, yzMux } = this.streamer;
    if (mux.winner === CHANNEL_X || mux.winner === CHANNEL_W) return mux.winner;
    return mux.winner === CHANNEL_YZ && yzMux.winner === 1 ? Z : Y;
  }

  /** A number for the bytes wanted and, of a write, their data; its terms do not wait for each other. */
  private digestOf(channel: number): number {
    const { be, wdata, words } = this.port;
    let digest = 0;
    for (let i = 0; i < words; i++) digest = (digest + Math.imul(be[i], ENABLE_FACTORS[i])) | 0;
    if (channel !== Z) return digest >>> 0;
    for (let i = 0; i < words; i++) digest = (digest + Math.imul(wdata[i], DATA_FACTORS[i])) | 0;
    return digest >>> 0;
  }

  private fail(clock: number, channel: number, what: string): never {
    throw new CheckFailure(clock, `channel ${NAMES[channel]}`, what);
  }
}
