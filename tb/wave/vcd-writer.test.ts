import { fc, test } from "@fast-check/vitest";
import { describe, expect, it } from "vitest";
import { UsageError } from "../../hw/errors.js";
import { register, registerArray, wire, type Scope } from "../../hw/probe.js";
import { MemorySink } from "../../run/files/sink.js";
import { idCode } from "../../wave/vcd-bytes.js";
import { readVcd, type Vcd, type VcdSignal } from "../../wave/vcd-reader.js";
import { VcdWriter, type VcdOptions } from "../../wave/vcd-writer.js";
import { MockDesign } from "./mock-design.js";

const PERIOD = 1630;

function signal(vcd: Vcd, path: string): VcdSignal {
  const found = vcd.signals.find((s) => s.path === path);
  if (found === undefined) throw new Error(`no signal ${path} in ${vcd.signals.map((s) => s.path).join(" ")}`);
  return found;
}

/** A trace of `clocks` clocks of one scope; `edge` runs after each. */
function trace(scope: Scope, clocks: number, edge: (clock: number) => void, options: Partial<VcdOptions> = {}): Vcd {
  return readVcd(traceText(scope, clocks, edge, options));
}

function traceText(scope: Scope, clocks: number, edge: (clock: number) => void, options: Partial<VcdOptions>): string {
  const sink = new MemorySink();
  const writer = new VcdWriter(scope, sink, { version: "redmule 0.1.0", ...options });
  for (let clock = 0; clock < clocks; clock++) {
    writer.sample(clock);
    edge(clock);
  }
  writer.close();
  return sink.text();
}

function counter(): { scope: Scope; edge: () => void } {
  let count = 0;
  const scope: Scope = { name: "top", probes: [wire("count", 8, () => count)], children: [] };
  return {
    scope,
    edge: () => {
      count = (count + 1) & 255;
    },
  };
}

describe("a parsed trace", () => {
  test.prop(
    {
      seed: fc.nat(),
      clocks: fc.integer({ min: 1, max: 40 }),
      from: fc.nat(20),
      length: fc.nat(30),
      initialX: fc.boolean(),
      values: fc.boolean(),
    },
    { numRuns: 150 },
  )("equals the state history inside the window", ({ seed, clocks, from, length, ...options }) => {
    const design = new MockDesign(seed);
    const history: Map<string, number>[] = [];
    const edge = (): void => {
      history.push(design.state());
      design.edge();
    };
    const to = from + length;
    const vcd = trace(design.top, clocks, edge, { from, to, ...options });
    const expected = [...history[0].keys()];
    const shadows = vcd.signals.filter(({ type }) => type === "real");
    expect(vcd.signals.map((s) => s.path).filter((path) => !/\.clk|_value$/.test(path))).toEqual(expected);
    if (!options.values) expect(shadows).toEqual([]);
    for (const path of expected) {
      const written = signal(vcd, path);
      for (let clock = from; clock <= Math.min(to, clocks - 1); clock++) {
        const rise = (clock + (options.initialX ? 1 : 0)) * PERIOD;
        expect(written.at(rise)).toBe(history[clock].get(path));
        expect(written.at(rise + PERIOD - 1)).toBe(history[clock].get(path));
      }
      const real = written.values.filter((value) => value !== null);
      expect(real.every((value, i) => i === 0 || value !== real[i - 1])).toBe(true);
    }
  });

  it("is the same bytes for the same run", () => {
    const run = (): string => {
      const design = new MockDesign(7);
      return traceText(design.top, 50, () => design.edge(), { values: true });
    };
    expect(run()).toBe(run());
  });

  it("crosses chunks of the buffer without a fault", () => {
    const wide = new Uint32Array(500);
    const scope: Scope = { name: "top", probes: [registerArray("w", 32, wide)], children: [] };
    const vcd = trace(scope, 60, (clock) => wide.forEach((_, i) => (wide[i] = ~(clock * 500 + i))));
    for (const i of [0, 250, 499]) {
      const expected = Array.from({ length: 59 }, (_, clock) => ~(clock * 500 + i) >>> 0);
      expect(signal(vcd, `top.w[${i}]`).values).toEqual([null, 0, ...expected]);
    }
  });
});

describe("the clock", () => {
  it("is 1 from the rising edge for half a period, and its number stands beside it", () => {
    const { scope, edge } = counter();
    const vcd = trace(scope, 3, edge);
    const clk = signal(vcd, "top.clk");
    expect(clk.values).toEqual([0, 1, 0, 1, 0, 1, 0]);
    expect(clk.times).toEqual([0, 1630, 2445, 3260, 4075, 4890, 5705]);
    expect(signal(vcd, "top.clk_count").values).toEqual([null, 0, 1, 2]);
    expect(vcd.end).toBe(4 * PERIOD);
    expect(vcd.timescalePs).toBe(1);
  });

  it("takes another period", () => {
    const { scope, edge } = counter();
    expect(signal(trace(scope, 2, edge, { periodNs: 2.5, initialX: false }), "top.count").times).toEqual([0, 2500]);
  });
});

describe("before the first sample", () => {
  it("every signal is x", () => {
    const design = new MockDesign(11);
    const vcd = trace(design.top, 20, () => design.edge(), { from: 5 });
    for (const { path, times, values } of vcd.signals.filter((s) => s.path !== "top.clk")) {
      expect([path, times[0], values[0], times[1]]).toEqual([path, 0, null, 6 * PERIOD]);
    }
  });

  it("nothing is x when switched off", () => {
    const design = new MockDesign(11);
    const vcd = trace(design.top, 3, () => design.edge(), { initialX: false });
    expect(vcd.signals.filter(({ values }) => values.includes(null))).toEqual([]);
    expect(vcd.signals.every(({ times }) => times[0] === 0)).toBe(true);
  });
});

describe("the window", () => {
  it("holds its first and last clock and nothing else", () => {
    const { scope, edge } = counter();
    const vcd = trace(scope, 100, edge, { from: 10, to: 12 });
    expect(signal(vcd, "top.count").values).toEqual([null, 10, 11, 12]);
    expect(vcd.end).toBe(14 * PERIOD);
  });

  it("reads no probe outside", () => {
    let reads = 0;
    const scope: Scope = { name: "top", probes: [wire("w", 1, () => reads++ & 1)], children: [] };
    trace(scope, 100, () => undefined, { from: 40, to: 44 });
    expect(reads).toBe(5);
  });
});

describe("a real-valued shadow", () => {
  it("shows FP16 and FP32 as numbers, beside each element", () => {
    const half = [0x3c00, 0xc000, 0x0001, 0x8000, 0x7c00, 0xfc00, 0x7e00, 0x7bff];
    const values = new Uint16Array(2);
    let single = 0;
    const scope: Scope = {
      name: "top",
      probes: [
        registerArray("acc", 16, values, { format: "fp16" }),
        register(
          "sum",
          32,
          () => single,
          () => undefined,
          { format: "fp32" },
        ),
      ],
      children: [],
    };
    const vcd = trace(
      scope,
      half.length + 1,
      (clock) => {
        values[1] = half[clock];
        single = 0x3fc00000 + clock;
      },
      { values: true },
    );
    const numbers = [1, -2, 2 ** -24, -0, Infinity, -Infinity, NaN, 65504];
    expect(signal(vcd, "top.acc[1]_value").values).toEqual([NaN, 0, ...numbers]);
    expect(signal(vcd, "top.acc[0]_value").values).toEqual([NaN, 0]);
    expect(signal(vcd, "top.sum_value").values.slice(2, 4)).toEqual([1.5, 1.5 + 2 ** -23]);
  });
});

describe("the header", () => {
  it("carries version, seed and configuration, and no date", () => {
    const { scope, edge } = counter();
    const text = traceText(scope, 1, edge, { comment: ["seed 42", "L=12 $end H=4\n$ end µ"] });
    const vcd = readVcd(text);
    expect(vcd.version).toBe("redmule 0.1.0");
    expect(vcd.comment).toMatch(/^seed 42 L=12 end H=4 end \? Clock c rises at \(c \+ 1\) \* 1630 ps/);
    expect(text).not.toContain("$date");
  });

  it("has a unique printable identifier for each of 20000 signals, none longer than needed", () => {
    const codes = Array.from({ length: 20_000 }, (_, n) => idCode(n));
    expect(new Set(codes).size).toBe(codes.length);
    expect(codes.every((code) => /^[!-~]{1,3}$/.test(code))).toBe(true);
    expect(codes.filter(({ length }) => length === 1).length).toBe(94);
    expect(codes.filter(({ length }) => length === 2).length).toBe(94 * 94);
  });

  it("keeps 12000 signals apart", () => {
    const many = new Uint16Array(12_000).map((_, i) => i);
    const vcd = trace({ name: "top", probes: [registerArray("m", 16, many)], children: [] }, 1, () => undefined);
    expect(vcd.signals.slice(2).map(({ values }) => values[1])).toEqual([...many]);
  });

  it("declares only what is selected", () => {
    const child: Scope = {
      name: "engine",
      probes: [wire("state", 2, () => 1), wire("busy", 1, () => 1)],
      children: [],
    };
    const scope: Scope = { name: "top", probes: [wire("req", 1, () => 0)], children: [child] };
    const vcd = trace(scope, 1, () => undefined, { select: ["engine.s*"] });
    expect(vcd.signals.map(({ path }) => path)).toEqual(["top.clk", "top.clk_count", "top.engine.state"]);
  });
});

describe("misuse", () => {
  const { scope } = counter();
  const build = (options: Partial<VcdOptions>, of = scope): VcdWriter =>
    new VcdWriter(of, new MemorySink(), { version: "v", ...options });

  it.each([
    [{ from: 200, to: 100 }, /window from clock 200 to 100 is empty/],
    [{ periodNs: 0 }, /period of 0 ns/],
    [{ select: ["nowhere.*"] }, /No signal matches "nowhere\.\*"/],
  ])("%j is refused in a sentence", (options, message) => {
    expect(() => build(options)).toThrow(UsageError);
    expect(() => build(options)).toThrow(message);
  });

  it("two signals of one name are refused", () => {
    const twice = [wire("a", 1, () => 0), wire("a", 1, () => 0)];
    expect(() => build({}, { name: "top", probes: twice, children: [] })).toThrow(/Two signals are named top\.a/);
  });

  it("a clock that does not advance is refused", () => {
    const writer = build({});
    writer.sample(5);
    expect(() => writer.sample(5)).toThrow(RangeError);
  });
});
