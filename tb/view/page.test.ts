import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium, type Browser, type Page } from "playwright-core";
import { build } from "vite";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { packageFile } from "../../sw/package-file.js";
import { withStep } from "../../view/step/embed.js";
import { testFolder } from "../test-folder.js";

const CHROMIUM = "/usr/bin/chromium";
const SWITCHES = [
  ...["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"],
  ...["--disable-background-networking", "--disable-component-update", "--disable-sync"],
];
/** Milliseconds to draw a frame of 12 x 4 in; 60 frames a second leave 16. */
const DRAWING = 8;
/** Milliseconds after which a busy machine has had its time. */
const PATIENCE = 30_000;

/** Two passes of a layer on two cores: the first waits for RedMulE, the second computes. */
const STEP = {
  ...{ network: "small", precision: "fp16", engine: "redmule", batch: 1, clocks: 1000, macs: 4000 },
  timeline: {
    steps: [
      { name: "c1.product", layer: "c1", pass: "forward" },
      { name: "c1.weights", layer: "c1", pass: "weightGradient" },
    ],
    reasons: ["compute", "redmuleWait"],
    stretches: [
      [0, 100, 600, 1, 500, 0],
      [1, 700, 400, 0, 0, 100],
    ],
    lanes: {
      ...{ ends: [700, 1100], redmule: [500, 0], dma: [0, 100] },
      cores: [0, 1].map(() => ({ work: [50, 300], stall: [10, 50] })),
    },
  },
};

const folder = testFolder("page");
const file = join(folder, "page.html");

beforeAll(async () => {
  const root = packageFile("view");
  await build({ configFile: join(root, "vite.config.ts"), logLevel: "error", build: { outDir: folder } });
}, PATIENCE);

test("the page is one file that fetches nothing", () => {
  expect(readdirSync(folder)).toEqual(["page.html"]);
  const page = readFileSync(file, "utf8");
  const head = page.slice(0, page.indexOf("<script")) + page.slice(page.lastIndexOf("</script>"));
  expect(head).not.toMatch(/(src|href)="(?!data:)/);
  expect(page).toContain('id="machine"');
  expect(page.length).toBeLessThan(600_000);
});

const installed = existsSync(CHROMIUM);

describe.skipIf(!installed)(`in Chromium${installed ? "" : ` (skipped: install ${CHROMIUM})`}`, () => {
  let browser: Browser;
  let page: Page;
  const faults: string[] = [];

  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: CHROMIUM, args: SWITCHES, timeout: PATIENCE });
  }, PATIENCE);

  afterAll(() => browser.close());

  afterEach(async () => {
    await page.close();
    expect(faults).toEqual([]);
  });

  async function open(path: string, hash: string, viewport = { width: 1280, height: 800 }): Promise<void> {
    faults.length = 0;
    page = await browser.newPage({ viewport });
    page.setDefaultTimeout(PATIENCE);
    page.on("pageerror", ({ message }) => faults.push(message));
    await page.goto(pathToFileURL(path).href + hash);
  }

  const load = (hash: string, viewport?: { width: number; height: number }): Promise<void> =>
    open(file, hash, viewport);

  async function show(hash: string): Promise<void> {
    await load(hash);
    await status(/^Clock/);
  }

  async function refusal(text: string): Promise<void> {
    await page.locator("#refusal").filter({ hasText: text }).waitFor();
  }

  /** Waits for a status line. */
  async function status(pattern: RegExp): Promise<string> {
    const line = page.locator("#status").filter({ hasText: pattern });
    await line.waitFor();
    return (await line.textContent())!;
  }

  test("steps, rewinds and runs to the end by keys, and writes the clock into the address", async () => {
    await show("#m=12&n=16&k=16&clock=0");
    await page.keyboard.press("ArrowRight");
    await status(/^Clock 1\./);
    await page.keyboard.press("Shift+ArrowRight");
    await status(/^Clock 17\./);
    await page.keyboard.press("ArrowLeft");
    await status(/^Clock 16\./);
    await page.waitForURL(/#m=12&n=16&k=16&clock=16$/);
    await page.keyboard.press("End");
    expect(await status(/event/)).toMatch(/^The event comes in clock \d+: Z equals golden\.$/);
    await page.keyboard.press("Home");
    await status(/^Clock 0 of \d+\.$/);
  });

  test("shows the deadlock of E2 when the erratum is switched on", async () => {
    await show("#stall=0.1&m=24&n=32&k=32");
    await page.locator("#more summary").click();
    await page.locator('#errata input[value="E2"]').check();
    await page.waitForURL(/errata=E2/);
    await page.locator("#last").click();
    expect(await status(/Deadlock/)).toMatch(/the port mux keeps channel 0, which does not request/);
    expect(await page.locator("#status").getAttribute("class")).toBe("bad");
  });

  test("tells what is wrong with an address", async () => {
    await load("#array=1x1x0");
    await refusal("The form: The port of 48 bits is not a multiple of 32 from 64 to 65536");
  });

  test.each([
    ["#array=1x1x0", "The form: The port of 48 bits"],
    ["#m=24&shape=3", 'The link names "shape", which the page does not know'],
    ["#tcdmKib=2097152", "The TCDM has 2097152 KiB: the page shows at most 4096 KiB."],
  ])("from the link %s there is a way back to the default job", async (hash, message) => {
    await load(hash);
    await refusal(message);
    await page.locator("#return").click();
    await status(/^Clock 2574/);
    expect(await page.locator("#refusal").isHidden()).toBe(true);
    await page.locator("#step").click();
    await status(/^Clock 2575\./);
    await page.waitForURL(/#clock=2575$/);
  });

  test("from a bad link there is a way back to the run that is shown", async () => {
    await show("#m=12&clock=30");
    await page.evaluate("location.hash = '#m=0'");
    await refusal("The form: m is 0");
    await page.locator("#return").click();
    await page.waitForURL(/#m=12&clock=30$/);
    expect(await page.locator('input[name="m"]').inputValue()).toBe("12");
    await page.locator("#step").click();
    await status(/^Clock 31\./);
  });

  test("tells what is wrong with a shape, and keeps the job", async () => {
    await show("#clock=0");
    await page.locator('input[name="m"]').fill("0");
    await page.keyboard.press("Enter");
    await refusal("The form: m is 0: give a whole number from 1 to 65535.");
    await page.locator("#step").click();
    await status(/^Clock 1\./);
  });

  test("adds to the waveforms what is clicked in the machine, and what a pattern names", async () => {
    await show("");
    const pixels = () => page.locator("#wave").screenshot();
    const before = await pixels();
    await page.locator("#machine").hover({ position: { x: 30, y: 160 } });
    const tip = page.locator("#tip").filter({ hasText: "redmule.x_buffer.pad[" });
    expect(await tip.textContent()).toMatch(
      /^X\[\d+\]\[\d+\]: -?[\d.]+  0x[0-9a-f]{4}  .*\nX pad, row \d+, column \d+\nclock 2574\n/,
    );
    await page.locator("#add").fill("**.no_such_signal");
    await page.keyboard.press("Enter");
    await refusal("No signal matches");
    await page.locator("#add").fill("redmule.x_buffer.pad[3]");
    await page.keyboard.press("Enter");
    await page.locator("#refusal").waitFor({ state: "hidden" });
    await expect.poll(async () => (await pixels()).equals(before), { timeout: PATIENCE }).toBe(false);
  });

  test.each(["#array=1x1x1&m=3&n=2&k=2", "#array=32x32x3", "#errata=E6&array=4x2x1&fmt=fp8alt", "#load=1&clock=40"])(
    "draws %s",
    async (hash) => {
      await show(hash);
      const before = Number((await status(/^Clock/)).match(/\d+/)![0]);
      await page.locator("#step").click();
      await status(new RegExp(`^Clock ${before + 1}\\.|event`));
    },
  );

  test("shows a training step, goes through it, and comes back to the job", async () => {
    const html = join(folder, "step.html");
    writeFileSync(html, withStep(readFileSync(file, "utf8"), JSON.stringify(STEP), "a<b.json"));
    await open(html, "");
    const said = page.locator("#step-status");
    await said
      .filter({ hasText: "Clock 300 of 1\u00a0000. c1: forward (c1.product): core 0 waits for RedMulE" })
      .waitFor();
    await page.keyboard.press("ArrowRight");
    await said.filter({ hasText: "Clock 600 of 1\u00a0000. c1: gradient of weights" }).waitFor();
    await page.locator("#parts tr").first().click();
    await page.locator("#step-window").filter({ hasText: "clocks 0 to " }).waitFor();
    const [row] = await page.locator("#window tr").allTextContents();
    expect(row).toMatch(/^core 0 computes\d+\.\d %$/);
    const bad = { name: "bad.json", mimeType: "application/json", buffer: Buffer.from("[1]") };
    await page.locator("#step-file").setInputFiles(bad);
    await refusal("bad.json holds no timeline of a step: run redmule train");
    await page.locator("#return").click();
    await page.locator("#step-job").click();
    await status(/^Clock 2574\./);
    expect(await page.locator("#training").isHidden()).toBe(true);
  });

  test("fits a window of 800 x 600, part by part", async () => {
    await load("", { width: 800, height: 600 });
    await status(/^Clock 2574\./);
    for (const [tab, part] of [
      ["account", "#sums"],
      ["waves", "#wave"],
      ["result", "#map"],
    ]) {
      await page.locator(`[data-tab="${tab}"]`).first().click();
      const box = (await page.locator(part).boundingBox())!;
      expect([box.x >= 0, box.x + box.width <= 800, box.y + box.height <= 600, box.height > 60]).not.toContain(false);
    }
    expect(
      await page.evaluate("[document.documentElement.scrollWidth, document.documentElement.scrollHeight]"),
    ).toEqual([800, 600]);
  });

  test("draws 12 x 4 in time while it runs", { retry: 2 }, async () => {
    await show("#m=96&n=96&k=96");
    await page.locator("#speed").selectOption({ label: "1 a frame" });
    await page.locator("#run").click();
    const least = async (): Promise<number> => Number(await page.locator("#pace").getAttribute("data-draw"));
    await expect.poll(least, { timeout: PATIENCE, interval: 500 }).toSatisfy((ms: number) => ms > 0 && ms < DRAWING);
    await page.keyboard.press(" ");
    await page.waitForURL(/clock=\d+$/);
  });
});
