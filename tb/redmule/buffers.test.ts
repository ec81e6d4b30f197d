import { fc, test as property } from "@fast-check/vitest";
import { expect } from "vitest";
import { WidePort } from "../../hw/ports.js";
import { CastIn } from "../../hw/redmule/cast-in.js";
import { LoadChannel } from "../../hw/redmule/load-channel.js";
import { WBuffer } from "../../hw/redmule/w-buffer.js";
import { XBuffer } from "../../hw/redmule/x-buffer.js";
import { ZBuffer, ZState } from "../../hw/redmule/z-buffer.js";
import { blockBench, drawElements, settings } from "./block-bench.js";

property.prop([settings, fc.integer({ min: 1, max: 14 })], { numRuns: 60 })(
  "W buffer: each element of the array reads its rows as a queue, whatever the pauses",
  (setting, rows) => {
    const { p, D, random, pauses } = blockBench(setting);
    const { H, P } = p;
    const w = new WBuffer(p);
    const queues: number[][] = Array.from({ length: H }, () => []);
    const gap = pauses(0);
    for (let phase = 0; phase < rows * (P + 1);) {
      const moves = !gap.next();
      const loads = moves && phase % (P + 1) === 0;
      w.load = loads ? 1 : 0;
      w.shift = moves ? 1 : 0;
      if (loads) {
        const width = 1 + random.integer(D);
        const source = drawElements(random, D);
        Object.assign(w, { width, height: H, source, sourceValid: random.integer(4) > 0 ? 1 : 0 });
        const row = [...source].map((element, d) => (w.sourceValid && d < width ? element : 0));
        queues[w.row].push(...row);
      }
      w.edge();
      if (!moves) continue;
      for (const [h, queue] of queues.entries())
        if (queue.length > 0) expect(w.data[w.elementOf(h)]).toBe(queue.shift());
      phase++;
    }
  },
);

property.prop([settings, fc.integer({ min: 1, max: 4 })], { numRuns: 60 })(
  "X buffer: the array reads the columns of the chunks as a queue, whatever the pauses",
  (setting, count) => {
    const { p, D, random, pauses } = blockBench(setting);
    const { L, H } = p;
    const chunks = Array.from({ length: count }, (_, i) => {
      const height = i === count - 1 ? 1 + random.integer(D) : D;
      return {
        height,
        slots: Math.ceil(height / H) * H,
        rows: Array.from({ length: L }, () => drawElements(random, D)),
      };
    });
    const columns = chunks.flatMap(({ height, slots, rows }) =>
      Array.from({ length: slots }, (_, column) => rows.map((row) => (column < height ? row[column] : 0))),
    );
    const x = new XBuffer(p);
    const { fill } = x;
    const { inputs } = fill;
    const [arrival, work] = [pauses(0), pauses(1)];
    let [chunk, setUp, taken] = [0, false, 0];
    for (let clock = 0; taken < columns.length; clock++) {
      expect(clock).toBeLessThan(200 + 40 * columns.length * setting.longest);
      const { height, slots, rows } = chunks[Math.min(chunk, count - 1)];
      x.height = height;
      Object.assign(inputs, { width: L, slots, xDone: chunk === count ? 1 : 0, padSetup: 0 });
      inputs.xValid = chunk < count && !arrival.next() ? 1 : 0;
      inputs.groupEnds = taken % H === H - 1 ? 1 : 0;
      x.source = rows[Math.min(fill.row, L - 1)];
      fill.settleFull();
      const rests = work.next();
      if (!setUp && fill.full) inputs.padSetup = 1;
      inputs.shift = setUp && !rests && !fill.starves() ? 1 : 0;
      x.settle();
      if (inputs.padSetup) setUp = true;
      const { empty } = fill;
      x.edge();
      if (empty && chunk < count) chunk++;
      if (inputs.shift === 0) continue;
      const column = Array.from({ length: L }, (_, l) => x.operandBits(l, taken % H));
      expect(column).toEqual(columns[taken++]);
    }
  },
);

property.prop([settings, fc.integer({ min: 1, max: 4 })], { numRuns: 60 })(
  "Z buffer: Y comes out by columns and Z by rows, each as a queue, whatever the pauses",
  (setting, tiles) => {
    const { p, D, random, pauses } = blockBench(setting);
    const { L } = p;
    const [width, height] = [1 + random.integer(L), 1 + random.integer(D)];
    const tile = () => Array.from({ length: width }, () => drawElements(random, D));
    const [ys, zs] = [0, 1].map(() => Array.from({ length: tiles }, tile));
    const z = new ZBuffer(p);
    Object.assign(z, { usesY: 1, active: 1, yWidth: width, zWidth: width, yHeight: height, zHeight: height });
    const [arrival, work, drain] = [0, 1, 2].map(pauses);
    const clock = (): void => {
      z.settleLoaded();
      z.settle();
      z.edge();
      Object.assign(z, { yValid: 0, zReady: 0, pushY: 0, fill: 0, firstLoad: 0 });
    };
    const loadY = (rows: Uint16Array[]): void => {
      for (let row = 0; row < width;) {
        z.yValid = arrival.next() ? 0 : 1;
        z.ySource = rows[row];
        z.settleLoaded();
        z.settle();
        row += z.yReady;
        clock();
      }
      expect(z.state).toBe(ZState.LOADED);
    };
    /** Pushes the columns of Y and fills those of Z one step behind. */
    const compute = (y: Uint16Array[] | null, results: Uint16Array[] | null): void => {
      for (let step = 0; step <= height;) {
        if (work.next()) {
          clock();
          continue;
        }
        const pushes = y !== null && step < height;
        const fills = results !== null && step > 0;
        z.pushY = pushes ? 1 : 0;
        z.fill = fills ? 1 : 0;
        z.firstLoad = results === null ? 1 : 0;
        if (fills) results.forEach((row, l) => (z.results[l] = row[step - 1]));
        clock();
        if (pushes) {
          const column = z.data.subarray(z.yColumn, z.yColumn + width);
          expect([...column]).toEqual(y.map((row) => row[step]));
        }
        step++;
      }
    };
    const drainZ = (results: Uint16Array[]): void => {
      expect(z.state).toBe(ZState.PUSHED);
      for (let row = 0; row < width;) {
        z.zReady = drain.next() ? 0 : 1;
        z.settleLoaded();
        z.settle();
        if (z.zValid) {
          const shown = Array.from({ length: height }, (_, column) => z.data[z.zRow + column * L]);
          expect(shown).toEqual([...results[row].subarray(0, height)]);
          row++;
        }
        clock();
      }
      expect(z.state).toBe(ZState.EMPTY);
    };
    for (let i = 0; i <= tiles; i++) {
      if (i < tiles) loadY(ys[i]);
      compute(i < tiles ? ys[i] : null, i > 0 ? zs[i - 1] : null);
      if (i > 0) drainZ(zs[i - 1]);
    }
  },
);

property.prop([settings, fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 4 })], { numRuns: 60 })(
  "load channel: asks for its list of addresses and gives their rows as a queue, whatever the pauses",
  (setting, length, repeats) => {
    const { p, D, random, pauses } = blockBench(setting);
    const port = new WidePort(p.port / 32);
    const channel = new LoadChannel(p, port, new CastIn(p.errata));
    const beat = p.port / 8 - 4;
    const rowBytes = 2 * (1 + random.integer(D));
    const stride = rowBytes + random.integer(50);
    const base = 0x100 + random.integer(64);
    const beats = Math.ceil(rowBytes / beat);
    Object.assign(channel.generator.shape, {
      ...{ base, d0Length: length, d0Last: length, d0Stride: stride, d1Length: 1, d1Stride: 0 },
      ...{ d2Length: repeats, d2Stride: 0, rowBytes, rowBytesLast: rowBytes, total: length * repeats * beats },
    });
    const memory = Uint8Array.from({ length: 0x1000 }, () => random.integer(256));
    const starts = Array.from({ length: length * repeats }, (_, row) => base + (row % length) * stride);
    const addresses = starts.flatMap((at) => Array.from({ length: beats }, (_, b) => (at + b * beat) & ~3));
    const [grants, takes] = [pauses(0), pauses(1)];
    const asked: number[] = [];
    let rows = 0;
    for (let clock = 0; rows < starts.length; clock++) {
      expect(clock).toBeLessThan(200 + 60 * addresses.length * setting.longest);
      channel.start = clock === 0 ? 1 : 0;
      channel.response = port.rvalid;
      channel.settleRequest();
      channel.granted = channel.request && !grants.next() ? 1 : 0;
      channel.take = channel.rows.valid && !takes.next() ? 1 : 0;
      if (channel.take) {
        const { data, headOffset } = channel.rows;
        const got = Array.from({ length: D }, (_, d) => data[headOffset + d]);
        const at = starts[rows++];
        const element = (d: number): number =>
          2 * d < rowBytes ? memory[at + 2 * d] | (memory[at + 2 * d + 1] << 8) : 0;
        expect(got).toEqual(Array.from({ length: D }, (_, d) => element(d)));
      }
      const { address, granted } = channel;
      if (granted) asked.push(address);
      channel.edge();
      port.rvalid = granted;
      if (granted) port.rdata.set(new Uint32Array(memory.slice(address, address + 4 * port.words).buffer));
    }
    expect(asked).toEqual(addresses);
  },
);
