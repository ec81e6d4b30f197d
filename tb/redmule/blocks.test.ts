import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { AddressGenerator, LAST_BEAT, TAG_BEAT_SHIFT, TAG_BYTES } from "../../hw/redmule/address-generator.js";
import { ChannelMux } from "../../hw/redmule/channel-mux.js";
import { FifoControl } from "../../hw/redmule/fifo.js";
import { SeqMultiplier } from "../../hw/redmule/seq-multiplier.js";

describe("serial multiplier", () => {
  test("gives the product 16 clocks after the start, also when started again on top of a result", () => {
    const m = new SeqMultiplier();
    const factors = fc.tuple(fc.nat(0xffff), fc.nat(2 ** 32 - 1));
    fc.assert(
      fc.property(factors, ([a, b]) => {
        [m.a, m.b, m.start] = [a, b, 1];
        m.edge();
        m.start = 0;
        for (let i = 1; i < 16; i++) {
          expect(m.valid).toBe(0);
          m.edge();
        }
        expect([m.valid, m.product]).toEqual([1, a * b]);
        m.edge();
        expect([m.valid, m.product]).toEqual([1, a * b]);
      }),
      { numRuns: 200 },
    );
  });

  test("a clear ends a multiplication", () => {
    const m = new SeqMultiplier();
    [m.a, m.b, m.start] = [3, 5, 1];
    m.edge();
    m.start = 0;
    m.clear = 1;
    m.edge();
    m.clear = 0;
    for (let i = 0; i < 20; i++) m.edge();
    expect([m.valid, m.count]).toEqual([0, 0]);
  });
});

describe("FIFO", () => {
  test("is a queue of its depth", () => {
    const steps = fc.array(fc.record({ push: fc.boolean(), pop: fc.boolean() }), { maxLength: 60 });
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 9 }), steps, (depth, actions) => {
        const fifo = new FifoControl(depth);
        const entries = new Array<number>(depth).fill(-1);
        const queue: number[] = [];
        actions.forEach(({ push, pop }, i) => {
          expect([fifo.valid, fifo.ready, fifo.almostFull]).toEqual([
            Number(queue.length > 0),
            Number(queue.length < depth),
            Number(queue.length === 1),
          ]);
          if (fifo.valid !== 0) expect(entries[fifo.head]).toBe(queue[0]);
          const pushes = push && fifo.ready !== 0;
          const pops = pop && fifo.valid !== 0;
          if (pushes) {
            entries[fifo.tail] = i;
            fifo.push();
            queue.push(i);
          }
          if (pops) {
            fifo.pop();
            queue.shift();
          }
        });
        fifo.clear();
        expect([fifo.valid, fifo.count, fifo.head, fifo.tail]).toEqual([0, 0, 0, 0]);
      }),
    );
  });

  test("of rows keeps whole rows and forgets them on a clear", () => {
    const fifo = new FifoControl(3, 5);
    for (let row = 1; row <= 3; row++) {
      fifo.data.fill(row, fifo.tailOffset, fifo.tailOffset + 5);
      fifo.push();
    }
    expect(fifo.ready).toBe(0);
    expect([...fifo.data.subarray(fifo.headOffset, fifo.headOffset + 5)]).toEqual([1, 1, 1, 1, 1]);
    fifo.pop();
    expect(fifo.data[fifo.headOffset]).toBe(2);
    expect(fifo.tailOffset).toBe(0);
    fifo.clear();
    expect([fifo.count, Math.max(...fifo.data)]).toEqual([0, 0]);
  });
});

describe("channel mux", () => {
  /** One clock: requests and the grant of the output; answers the winner, or null without a request. */
  function clock(mux: ChannelMux, requests: readonly number[], granted = 1, force = 0): number | null {
    mux.requests = requests.reduce((mask, request, channel) => mask | (request << channel), 0);
    mux.force = force;
    mux.settleRequest();
    const winner = mux.request ? mux.winner : null;
    mux.granted = granted & mux.request;
    mux.edge();
    return winner;
  }

  test("the priority moves by one with every handshake, whoever won", () => {
    const mux = new ChannelMux(3, false);
    expect([0, 1, 2, 3].map(() => clock(mux, [1, 1, 1]))).toEqual([0, 1, 2, 0]);
    // The counter stands at 1: order 1, 2, 0; the handshakes of channel 0 alone move it, too.
    expect(clock(mux, [1, 0, 0])).toBe(0);
    expect(clock(mux, [1, 1, 1])).toBe(2);
    expect(clock(mux, [0, 0, 0])).toBe(null);
    expect(clock(mux, [0, 1, 1])).toBe(1);
  });

  test("a winner that waits for its grant is kept against everybody", () => {
    const mux = new ChannelMux(3, false);
    expect(clock(mux, [0, 0, 1], 0)).toBe(2);
    expect(clock(mux, [1, 1, 1], 0)).toBe(2);
    expect(clock(mux, [1, 1, 1], 1)).toBe(2);
    expect(clock(mux, [1, 1, 1], 1)).toBe(1);
  });

  test("a kept winner that withdraws is replaced, under E2 it blocks the others", () => {
    const sound = new ChannelMux(3, false);
    const stuck = new ChannelMux(3, true);
    for (const mux of [sound, stuck]) expect(clock(mux, [1, 0, 0], 0)).toBe(0);
    expect(clock(sound, [0, 1, 1])).toBe(1);
    for (let i = 0; i < 5; i++) expect(clock(stuck, [0, 1, 1])).toBe(null);
    expect(clock(stuck, [0, 0, 0])).toBe(null);
    expect(clock(stuck, [0, 1, 1])).toBe(1);
  });

  test("forced, the order is fixed", () => {
    const mux = new ChannelMux(2, false);
    expect(clock(mux, [1, 1], 1, 1)).toBe(0);
    expect(clock(mux, [1, 1], 1, 1)).toBe(0);
    expect(clock(mux, [1, 1], 1, 0)).toBe(0);
    expect(clock(mux, [1, 1], 1, 0)).toBe(1);
    expect(clock(mux, [0, 1], 1, 1)).toBe(1);
  });

  test("a counter beyond the channels, as an upset leaves it, asks nobody first and stays in its two bits", () => {
    const mux = new ChannelMux(2, false);
    mux.counter = 2;
    expect(clock(mux, [1, 1])).toBe(null);
    for (let i = 0; i < 100; i++) expect(clock(mux, [1, 1], 1, 1)).toBe(0);
    expect(mux.counter).toBeLessThan(4);
    expect(clock(mux, [0, 0])).toBe(null);
    expect(mux.winner).toBe(mux.counter);
  });

  test("no channel that keeps requesting waits longer than two handshakes of others", () => {
    const masks = fc.array(fc.nat(3), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(fc.nat(2), masks, (mine, others) => {
        const mux = new ChannelMux(3, false);
        let waited = 0;
        for (const mask of others) {
          const requests = [0, 0, 0];
          requests[mine] = 1;
          requests[(mine + 1) % 3] = mask & 1;
          requests[(mine + 2) % 3] = mask >> 1;
          waited = clock(mux, requests) === mine ? 0 : waited + 1;
          expect(waited).toBeLessThanOrEqual(2);
        }
      }),
    );
  });
});

describe("address generator", () => {
  /** The addresses and tags that a shape stands for, by plain loops. */
  function expected(
    shape: AddressGenerator["shape"],
    beat: number,
  ): { address: number; bytes: number; last: boolean }[] {
    const list = [];
    for (let d2 = 0; d2 < shape.d2Length; d2++) {
      for (let d1 = 0; d1 < shape.d1Length; d1++) {
        const row = d1 === shape.d1Length - 1 ? shape.rowBytesLast : shape.rowBytes;
        for (let d0 = 0; d0 < (d2 === shape.d2Length - 1 ? shape.d0Last : shape.d0Length); d0++) {
          for (let at = 0; at < row; at += beat) {
            const address = shape.base + d2 * shape.d2Stride + d1 * shape.d1Stride + d0 * shape.d0Stride + at;
            list.push({ address, bytes: Math.min(beat, row - at), last: at + beat >= row });
          }
        }
      }
    }
    return list;
  }

  const shapes = fc.record({
    base: fc.nat(0xffff),
    d0Length: fc.integer({ min: 1, max: 6 }),
    d0Stride: fc.nat(100),
    d1Length: fc.integer({ min: 1, max: 4 }),
    d1Stride: fc.nat(100),
    d2Length: fc.integer({ min: 1, max: 4 }),
    d2Stride: fc.nat(1000),
    rowBytes: fc.integer({ min: 1, max: 100 }),
  });
  const tails = fc.record({
    d0: fc.double({ min: 0, max: 1, noNaN: true }),
    row: fc.double({ min: 0, max: 1, noNaN: true }),
  });

  test("walks beats, rows, columns of tiles and rows of tiles, whatever the back-pressure", () => {
    const pops = fc.infiniteStream(fc.boolean());
    fc.assert(
      fc.property(shapes, tails, fc.constantFrom(4, 16, 32), pops, (drawn, tail, beat, ready) => {
        const g = new AddressGenerator(2, beat);
        const d0Last = 1 + Math.floor(tail.d0 * (drawn.d0Length - 1));
        const rowBytesLast = 1 + Math.floor(tail.row * (drawn.rowBytes - 1));
        Object.assign(g.shape, drawn, { d0Last, rowBytesLast });
        const want = expected(g.shape, beat);
        g.shape.total = want.length;
        g.enable = 1;
        const got: typeof want = [];
        let beatInRow = 0;
        for (let clock = 0; clock < 8 * want.length + 20; clock++) {
          const takes = ready.next().value && g.addressValid;
          if (takes) {
            const { tag } = g;
            got.push({ address: g.address, bytes: tag & TAG_BYTES, last: (tag & LAST_BEAT) !== 0 });
            expect(tag >>> TAG_BEAT_SHIFT).toBe(beatInRow);
            beatInRow = got[got.length - 1].last ? 0 : beatInRow + 1;
          }
          g.pop = takes ? 1 : 0;
          g.start = clock === 0 ? 1 : 0;
          g.edge();
        }
        expect(got).toEqual(want);
        expect(g.done).toBe(true);
      }),
      { numRuns: 60 },
    );
  });
});
