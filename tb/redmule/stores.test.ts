import { fc, test as property } from "@fast-check/vitest";
import { expect } from "vitest";
import { decodeTable, encodeNumber } from "../../golden/arithmetic/number.js";
import { WidePort } from "../../hw/ports.js";
import { CastOut } from "../../hw/redmule/cast-out.js";
import { TENSOR_FORMATS, type TensorFormat } from "../../hw/redmule/operation.js";
import { StoreChannel } from "../../hw/redmule/store-channel.js";
import { blockBench, drawElements, settings } from "./block-bench.js";

const FORMATS = Object.keys(TENSOR_FORMATS) as TensorFormat[];

/** Bytes of memory: enough for the largest tensor that is drawn. */
const WINDOW = 0x1000;

/** Bytes of a row of FP16 results in a tensor format. */
function bytesOf(fmt: TensorFormat, row: readonly number[]): number[] {
  const values = decodeTable("fp16");
  return row.flatMap((bits) => {
    const element = fmt === "fp16" ? bits : encodeNumber(fmt, values[bits]);
    return TENSOR_FORMATS[fmt].bytes === 1 ? [element] : [element & 0xff, element >> 8];
  });
}

/** A memory that keeps what a port writes, and how often each byte is written. */
class Written {
  readonly bytes = new Uint8Array(WINDOW);
  readonly times = new Uint8Array(WINDOW);

  store({ wdata, be, words }: WidePort, address: number): void {
    for (let at = 0; at < 4 * words; at++) {
      if (((be[at >> 2] >> (at & 3)) & 1) === 0) continue;
      this.bytes[address + at] = wdata[at >> 2] >>> (8 * (at & 3));
      this.times[address + at]++;
    }
  }
}

const lengths = fc.integer({ min: 1, max: 5 });

property.prop([settings, fc.constantFrom(...FORMATS), lengths, lengths], { numRuns: 80 })(
  "store channel: writes its rows to its list of addresses, each byte once, and ends once, whatever the pauses",
  (setting, fmt, length, repeats) => {
    const { p, D, random, pauses } = blockBench(setting);
    const cast = new CastOut(p.errata);
    cast.select(TENSOR_FORMATS[fmt].code);
    const channel = new StoreChannel(p, cast);
    const port = new WidePort(p.port / 32);
    const beat = p.port / 8 - 4;
    const columns = 1 + random.integer(D);
    const rowBytes = columns * TENSOR_FORMATS[fmt].bytes;
    const stride = rowBytes + random.integer(50);
    const base = 0x100 + random.integer(64);
    const beats = Math.ceil(rowBytes / beat);
    const total = length * repeats * beats;
    Object.assign(channel.generator.shape, {
      ...{ base, d0Length: length, d0Last: length, d0Stride: stride, d1Length: 1, d1Stride: 0 },
      ...{ d2Length: repeats, d2Stride: length * stride, rowBytes, rowBytesLast: rowBytes, total },
    });
    const starts = Array.from({ length: length * repeats }, (_, row) => base + row * stride);
    const addresses = starts.flatMap((at) => Array.from({ length: beats }, (_, b) => (at + b * beat) & ~3));
    // As in the Z buffer: the elements of a row lie L apart.
    const rows = starts.map(() => drawElements(random, D * p.L));
    const want = new Written();
    const got = new Written();
    const [arrival, grants] = [pauses(0), pauses(1)];
    const asked: number[] = [];
    let [pushed, ends] = [0, 0];
    for (let clock = 0, after = 0; after < 10; clock++) {
      expect(clock).toBeLessThan(200 + 60 * total * setting.longest);
      channel.start = clock === 0 ? 1 : 0;
      channel.push = pushed < rows.length && channel.rows.ready && !arrival.next() ? 1 : 0;
      if (channel.push) {
        const lane = random.integer(p.L);
        const source = rows[pushed];
        Object.assign(channel, { source, sourceOffset: lane, sourceStride: p.L, height: columns });
        const row = bytesOf(
          fmt,
          Array.from({ length: columns }, (_, d) => source[lane + d * p.L]),
        );
        want.bytes.set(row, starts[pushed]);
        want.times.fill(1, starts[pushed], starts[pushed] + rowBytes);
        pushed++;
      }
      channel.settleRequest();
      channel.granted = channel.request && !grants.next() ? 1 : 0;
      if (channel.granted) {
        asked.push(channel.address);
        channel.drive(port.wdata, port.be);
        got.store(port, channel.address);
      }
      channel.settleGrant();
      channel.edge();
      if (channel.done) expect(asked).toHaveLength(total);
      ends += channel.done;
      if (ends > 0) after++;
    }
    expect(asked).toEqual(addresses);
    expect(Buffer.compare(got.bytes, want.bytes)).toBe(0);
    expect(Buffer.compare(got.times, want.times)).toBe(0);
    expect(ends).toBe(1);
    expect(channel.ready).toBe(true);
  },
);
