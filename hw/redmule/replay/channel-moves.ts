import type { AddressGenerator } from "../address-generator.js";
import type { LoadChannel } from "../load-channel.js";
import type { StoreChannel } from "../store-channel.js";
import { StreamState } from "../stream-state.js";
import { Channel } from "./moves.js";

/** What the edge of this clock moves in a load channel: nothing where its parent leaves it out. */
export function movesOf(channel: LoadChannel): number {
  if (channel.idle !== 0 && (channel.take | channel.response | channel.start) === 0) return 0;
  const { generator, responses, requests, rows, response, held, start, done } = channel;
  const works = channel.state !== StreamState.IDLE;
  const hasRoom = rows.count < rows.depth;
  const accepts = works && hasRoom && generator.fifo.valid && requests.ready;
  let moves = 0;
  if (channel.take !== 0) moves |= Channel.TAKES;
  if (responses.valid && hasRoom) moves |= Channel.TRANSFERS;
  // The FIFO is judged as it was before this clock's transfer.
  if ((response | held) !== 0) {
    const isReady = responses.count < responses.depth;
    if (isReady) moves |= response !== 0 ? Channel.RESPONDS : Channel.UNLOADS;
    else if (response !== 0) moves |= Channel.HOLDS;
  }
  if (channel.granted !== 0) moves |= Channel.GRANTED;
  if (accepts) moves |= Channel.ACCEPTS;
  if (start !== 0) moves |= Channel.STARTS;
  if (done !== 0) moves |= Channel.ENDS;
  if (accepts || (start | done) !== 0 || (works && generates(generator))) moves |= Channel.GENERATES;
  return moves;
}

/** An address is under way into the FIFO or to be generated, and there is room. */
export function generates({ fifo, valid, counted, shape }: AddressGenerator): boolean {
  return fifo.ready !== 0 && (valid !== 0 || counted < shape.total);
}

/** What the edge of this clock moves in the store channel, but for a row that is pushed. */
export function movesOfStore(channel: StoreChannel): number {
  if (channel.idle !== 0 && (channel.push | channel.start) === 0) return 0;
  const { generator, granted, sends, start } = channel;
  let moves = 0;
  if (granted !== 0) moves |= Channel.GRANTED;
  if (sends !== 0) moves |= Channel.SENDS;
  if (start !== 0) moves |= Channel.STARTS;
  const works = channel.state !== StreamState.IDLE;
  if ((sends | start) !== 0 || (works && generates(generator))) moves |= Channel.GENERATES;
  return moves;
}
