import { describe, expect, test } from "vitest";
import { gemmOpsFast } from "../../golden/gemm/fast.js";
import { CLOCK_KINDS } from "../../hw/redmule/account.js";
import { withTensors } from "../../run/redmule/job.js";
import { Tally } from "../../view/clock-log.js";
import { inHalves } from "../../view/halves.js";
import type { Picture, Reply, Request } from "../../view/protocol.js";
import { Result } from "../../view/result.js";
import { Session } from "../../view/session.js";
import { DEFAULT_FIELDS, setupOf, type Fields } from "../../view/setup.js";

const SIGNALS = ["redmule.scheduler.state", "redmule.engine.row0.ce0.output", "redmule.z_buffer.data[3]"];
const SHAPE = { m: "24", n: "32", k: "32" };
const HOUR = 3_600_000;

function open(fields: Partial<Fields>, clock: number | null = 0): Request {
  return { type: "open", fields: { ...DEFAULT_FIELDS, ...SHAPE, ...fields }, clock, signals: SIGNALS };
}

function pictureOf(reply: Reply): Picture {
  if (reply.type === "refused") throw new Error(reply.message);
  return reply.picture;
}

describe("the worker's session", () => {
  test("reports a job that ends with the clocks, the beats and the verdict of the bench", () => {
    const session = new Session();
    const first = pictureOf(session.handle(open({})));
    expect([first.clock, first.head, first.ending]).toEqual([0, 0, null]);
    const last = pictureOf(session.handle({ type: "go", clock: Infinity, budget: HOUR }));
    // redmule batch: {"m":24,"n":32,"k":32} takes 620 clocks, 272 reads and 48 writes.
    expect(last).toMatchObject({ clock: 620, head: 620, ending: { clock: 620, mismatches: 0 } });
    const tally = new Tally();
    tally.to(Uint32Array.of(...first.log, ...last.log), 620);
    expect([...tally.beats]).toEqual([96, 128, 48, 48]);
    expect(tally.kinds.reduce((sum, clocks) => sum + clocks, 0)).toBe(620);
    expect(tally.kinds[CLOCK_KINDS.indexOf("tiler")]).toBe(34);
  });

  test("opens in the middle of a job unless a clock is named", () => {
    const { clock, ending } = pictureOf(new Session().handle(open({}, null)));
    expect([clock > 620 / 3, clock < 620, ending]).toEqual([true, true, null]);
    expect(pictureOf(new Session().handle(open({}, 0))).clock).toBe(0);
  });

  test.each(["fp16", "fp8"])("tells when each element of Z was stored, with its value in %s", (fmt) => {
    const session = new Session();
    const first = session.handle(open({ fmt, stall: "0.1" }));
    const last = pictureOf(session.handle({ type: "go", clock: Infinity, budget: HOUR }));
    const result = new Result(24 * 32);
    result.append(last.stores);
    const { job } = setupOf({ ...DEFAULT_FIELDS, ...SHAPE, fmt });
    expect(result.values).toEqual(inHalves(gemmOpsFast(withTensors(job)), job.fmt));
    expect(first.type).toBe("opened");
    let stored = 0;
    stored = result.forStored(stored, 300, () => undefined);
    expect(stored).toBeGreaterThan(0);
    expect(stored).toBeLessThan(24 * 32);
    expect(result.forStored(stored, Infinity, () => undefined)).toBe(24 * 32);
  });

  test("sends every sample and log entry once, and samples new signals from clock 0 on", () => {
    const session = new Session();
    const pictures = [pictureOf(session.handle(open({ load: "0.2" })))];
    for (const clock of [40, 41, 300, 120, 299, 301, 2]) {
      pictures.push(pictureOf(session.handle({ type: "go", clock, budget: HOUR })));
      expect(pictures.at(-1)!.clock).toBe(clock);
    }
    const samples = pictures.flatMap(({ samples: { values } }) => [...values]);
    expect(samples).toHaveLength(302 * SIGNALS.length);
    expect(pictures.flatMap(({ log }) => [...log])).toHaveLength(302);
    const again = pictureOf(session.handle({ type: "signals", signals: SIGNALS }));
    expect(again).toMatchObject({ clock: 2, head: 301, samples: { from: 0 } });
    expect([...again.samples.values]).toEqual(samples);
  });

  test("stops in time on the way to a far clock", () => {
    const session = new Session();
    session.handle(open({ m: "400", n: "400", k: "400", tcdmKib: "1024" }));
    const { clock } = pictureOf(session.handle({ type: "go", clock: Infinity, budget: 20 }));
    expect(clock).toBeGreaterThan(0);
    expect(clock).toBeLessThan(1_700_000);
  });

  test("keeps the model when it refuses other fields", () => {
    const session = new Session();
    session.handle(open({}, 100));
    expect(session.handle(open({ m: "700", tcdmKib: "64" }))).toEqual({
      type: "refused",
      message:
        "Z takes the bytes from 0xb700 to 0x165ff, but the memory holds 0x0 to 0xfbff: give 91 KiB of TCDM or a smaller shape.",
    });
    expect(pictureOf(session.handle({ type: "go", clock: 101, budget: HOUR })).clock).toBe(101);
  });

  test("shows the deadlock of E2 with the watchdog's diagnosis", () => {
    const session = new Session();
    session.handle(open({ errata: "E2", stall: "0.1" }));
    const { clock, ending } = pictureOf(session.handle({ type: "go", clock: Infinity, budget: HOUR }));
    expect(ending?.clock).toBe(clock);
    expect(ending?.diagnosis).toMatch(/^No progress since clock \d+ .*the port mux keeps channel 0, which does not/);
  });
});
