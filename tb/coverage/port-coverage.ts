import type { ChannelMux } from "../../hw/redmule/channel-mux.js";
import type { WidePort } from "../../hw/ports.js";
import type { Redmule } from "../../hw/redmule/redmule.js";
import { SCHEDULER_STATES, type Scheduler } from "../../hw/redmule/scheduler.js";
import { CHANNEL_YZ } from "../../hw/redmule/streamer.js";
import { Group, type Hits } from "./group.js";
import { Tally } from "./tally.js";

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
  private readonly tcdm: WidePort;
  private readonly scheduler: Scheduler;
  private readonly mux: ChannelMux;
  private readonly yzMux: ChannelMux;
  /** What the port mux sees and does, whom the other one chooses, state of the scheduler. */
  private readonly ports: Tally;
  private readonly yz: Tally;
  private readonly kept: Tally;
  private requests = 0;
  private refused = 0;

  constructor({ tcdm, scheduler, streamer }: Redmule, coverage: Hits) {
    this.tcdm = tcdm;
    this.scheduler = scheduler;
    this.mux = streamer.mux;
    this.yzMux = streamer.yzMux;
    const [port, portMux] = [coverage.of(PORT), coverage.of(PORT_MUX)];
    this.ports = new Tally(2 ** 11, (key, count) => {
      const [requests, winner, counter] = [key >> 8, (key >> 6) & 3, (key >> 4) & 3];
      const [refused, yzWinner, state] = [(key >> 3) & 1, (key >> 2) & 1, key & 3];
      const channel = winner === CHANNEL_YZ ? CHANNEL_YZ + yzWinner : winner;
      port[4 * (2 * channel + refused) + state] += count;
      portMux[2 * (3 * PORT_OUTCOMES[4 * requests + winner] + counter) + refused] += count;
    });
    this.yz = Tally.of(coverage.of(YZ_MUX));
    this.kept = Tally.of(coverage.of(KEPT));
  }

  sample(): void {
    const { tcdm, mux, yzMux } = this;
    const { req } = tcdm;
    if ((req | mux.anyRequest | yzMux.anyRequest) === 0) return;
    this.sampleKept(0, mux);
    this.sampleKept(2, yzMux);
    if (req === 0) return;
    const refused = 1 ^ tcdm.gnt;
    this.requests++;
    this.refused += refused;
    const { requests, winner, counter } = mux;
    const chosen = (requests << 8) | (winner << 6) | (counter << 4);
    this.ports.counts[chosen | (refused << 3) | (yzMux.winner << 2) | this.scheduler.state]++;
    if (yzMux.request !== 0) this.sampleYz(refused);
  }

  /** Share of the clocks with a request in which it was refused, since the call before. */
  takeRefusedShare(): number {
    const share = this.requests === 0 ? 0 : this.refused / this.requests;
    this.requests = this.refused = 0;
    return share;
  }

  /** Adds what was counted since the call before to the hits. */
  finish(): void {
    for (const tally of [this.ports, this.yz, this.kept]) tally.finish();
  }

  private sampleKept(base: number, mux: ChannelMux): void {
    if ((mux.anyRequest & ~mux.handshaken) !== 0) {
      this.kept.counts[base + (((mux.requests >> mux.lastWinner) & 1) ^ 1)]++;
    }
  }

  private sampleYz(refused: number): void {
    const { mux, yzMux } = this;
    const { requests, winner } = yzMux;
    const outcome = YZ_OUTCOMES[4 * requests + winner];
    const order = yzMux.force !== 0 ? 2 : yzMux.counter;
    this.yz.counts[3 * (3 * outcome + order) + (mux.winner === CHANNEL_YZ ? refused : 2)]++;
  }
}
