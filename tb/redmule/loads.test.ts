import { describe, expect, test } from "vitest";
import { WidePort } from "../../hw/ports.js";
import { CastIn } from "../../hw/redmule/cast-in.js";
import { errataOf, type Erratum } from "../../hw/redmule/errata.js";
import { LoadChannel } from "../../hw/redmule/load-channel.js";
import { redmuleParameters } from "../../hw/redmule/parameters.js";
import { WBuffer } from "../../hw/redmule/w-buffer.js";

describe("W buffer", () => {
  const p = redmuleParameters({ L: 2, H: 2, P: 1 });
  const row = Uint16Array.of(0x3c00, 0xbc00, 0x7e00, 0x4000);

  function load(sourceValid: number): number[] {
    const w = new WBuffer(p);
    w.data.fill(0x5555);
    Object.assign(w, { load: 1, width: 4, height: 2, source: row, sourceValid });
    w.edge();
    return [...w.data.subarray(0, 4)];
  }

  test("loads the row of a stream, and +0 from an empty one whatever its FIFO held before", () => {
    expect(load(1)).toEqual([...row]);
    expect(load(0)).toEqual([0, 0, 0, 0]);
  });
});

describe("load channel", () => {
  /** The array row that one row of three FP16 elements becomes in a memory full of 0xABCD. */
  function loadedRow(errata: readonly Erratum[]): number[] {
    const p = redmuleParameters({ errata: errataOf("sound", errata) });
    const port = new WidePort(p.port / 32);
    port.rdata.fill(0xabcdabcd);
    const channel = new LoadChannel(p, port, new CastIn(p.errata));
    const one = { d0Length: 1, d0Last: 1, d1Length: 1, d2Length: 1, total: 1 };
    Object.assign(channel.generator.shape, one, { base: 0x100, rowBytes: 6, rowBytesLast: 6 });
    channel.start = 1;
    for (let clock = 0; clock < 20 && !channel.rows.valid; clock++) {
      channel.response = channel.granted;
      channel.settleRequest();
      channel.granted = channel.request;
      channel.edge();
      channel.start = 0;
    }
    expect(channel.rows.count).toBe(1);
    return [...channel.rows.data.subarray(channel.rows.headOffset, channel.rows.headOffset + 16)];
  }

  test("zeroes what lies beyond the row; under E4 keeps what the beat brings of it", () => {
    expect(loadedRow([])).toEqual([0xabcd, 0xabcd, 0xabcd, ...new Array<number>(13).fill(0)]);
    expect(loadedRow(["E4"])).toEqual(new Array(16).fill(0xabcd));
  });
});
