import type { ChannelMux } from "../../hw/redmule/channel-mux.js";
import type { Redmule } from "../../hw/redmule/redmule.js";
import { SCHEDULER_STATES } from "../../hw/redmule/scheduler.js";
import { CHANNEL_YZ } from "../../hw/redmule/streamer.js";
import { Group, type Hits } from "./group.js";

const PORT = new Group(
  "port",
  "A channel's request is granted or refused by the memory in this state of the scheduler.",
  {
    channel: ["X", "W", "Y", "Z"],
    answer: ["granted", "refused"],
    scheduler: SCHEDULER_STATES,
  },
);

/** `W of XW`: X and W request, W wins. */
function outcomes(channels: readonly string[]): string[] {
  const labels: string[] = [];
  for (let requests = 1; requests < 1 << channels.length; requests++) {
    const asking = channels.filter((_, i) => (requests >> i) & 1);
    for (const winner of asking) labels.push(`${winner} of ${asking.join("+")}`);
  }
  return labels;
}

/** Index of an outcome by 4 x request mask + winner. */
function outcomeTable(channels: number): Int8Array {
  const table = new Int8Array(4 << channels).fill(-1);
  let next = 0;
  for (let requests = 1; requests < 1 << channels; requests++) {
    for (let i = 0; i < channels; i++) if ((requests >> i) & 1) table[4 * requests + i] = next++;
  }
  return table;
}

const PORT_MUX = new Group("mux.port", "The mux of the port chooses among the channels that request.", {
  outcome: outcomes(["X", "W", "YZ"]),
  first: ["X first", "W first", "YZ first"],
  answer: ["granted", "refused"],
});

const YZ_MUX = new Group(
  "mux.yz",
  "The mux of Y and Z chooses; the order may be forced, and the port may serve X or W.",
  {
    outcome: outcomes(["Y", "Z"]),
    order: ["Y first", "Z first", "forced Y first"],
    answer: ["granted", "refused", "port to others"],
  },
);

const KEPT = new Group("mux.kept", "A winner that was refused asks again and stays, or has withdrawn.", {
  mux: ["port", "yz"],
  winner: ["kept", "withdrawn"],
});

export const PORT_GROUPS: readonly Group[] = [PORT, PORT_MUX, YZ_MUX, KEPT];

const PORT_OUTCOMES = outcomeTable(3);
const YZ_OUTCOMES = outcomeTable(2);

/** Samples the port, and what its muxes decide. */
export class PortCoverage {
  private readonly redmule: Redmule;
  private readonly port: Float64Array;
  private readonly portMux: Float64Array;
  private readonly yzMux: Float64Array;
  private readonly kept: Float64Array;
  private requests = 0;
  private refused = 0;

  constructor(redmule: Redmule, coverage: Hits) {
    this.redmule = redmule;
    this.port = coverage.of(PORT);
    this.portMux = coverage.of(PORT_MUX);
    this.yzMux = coverage.of(YZ_MUX);
    this.kept = coverage.of(KEPT);
  }

  sample(): void {
    const { tcdm, streamer } = this.redmule;
    this.sampleKept(0, streamer.mux);
    this.sampleKept(2, streamer.yzMux);
    if (!tcdm.req) return;
    this.requests++;
    this.refused += 1 ^ tcdm.gnt;
    this.samplePort(1 ^ tcdm.gnt);
    if (streamer.yzMux.request) this.sampleYz(1 ^ tcdm.gnt);
  }

  /** Share of the clocks with a request in which it was refused, since the call before. */
  takeRefusedShare(): number {
    const share = this.requests === 0 ? 0 : this.refused / this.requests;
    this.requests = this.refused = 0;
    return share;
  }

  private sampleKept(base: number, mux: ChannelMux): void {
    if (mux.anyRequest && !mux.handshaken) this.kept[base + (((mux.requests >> mux.lastWinner) & 1) ^ 1)]++;
  }

  private samplePort(refused: number): void {
    const { streamer, scheduler } = this.redmule;
    const { mux, yzMux } = streamer;
    const { requests, winner } = mux;
    const channel = winner === CHANNEL_YZ ? CHANNEL_YZ + yzMux.winner : winner;
    this.port[4 * (2 * channel + refused) + scheduler.state]++;
    const outcome = PORT_OUTCOMES[4 * requests + winner];
    this.portMux[2 * (3 * outcome + mux.counter) + refused]++;
  }

  private sampleYz(refused: number): void {
    const { mux, yzMux } = this.redmule.streamer;
    const { requests, winner } = yzMux;
    const outcome = YZ_OUTCOMES[4 * requests + winner];
    const order = yzMux.force ? 2 : yzMux.counter;
    this.yzMux[3 * (3 * outcome + order) + (mux.winner === CHANNEL_YZ ? refused : 2)]++;
  }
}
