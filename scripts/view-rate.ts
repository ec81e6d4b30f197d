/**
 * Frames a second and clocks a frame of `redmule view` in fast forward, in headless Chromium: the page is built, 12 x 4 runs a
 * job that does not end, and the page's own counters are read. Without the browser it says so and measures nothing.
 *
 *   npx tsx scripts/view-rate.ts [--seconds N] [--hash HASH]
 */
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { chromium } from "playwright-core";
import { build } from "vite";
import { packageFile } from "../sw/package-file.js";

const CHROMIUM = "/usr/bin/chromium";
const SWITCHES = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"];
/** 512 x 512 x 512: 2.8 million clocks. */
const JOB = "#m=512&n=512&k=512&tcdmKib=2048&clock=0";
/** Milliseconds between two looks; the page writes its counters twice a second. */
const LOOK = 1000;

const { values } = parseArgs({
  options: { seconds: { type: "string", default: "10" }, hash: { type: "string", default: JOB } },
});

function median(list: readonly number[]): number {
  return [...list].sort((a, b) => a - b)[list.length >> 1];
}

async function measure(folder: string): Promise<void> {
  await build({
    configFile: join(packageFile("view"), "vite.config.ts"),
    logLevel: "error",
    build: { outDir: folder },
  });
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: SWITCHES });
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    await page.goto(pathToFileURL(join(folder, "page.html")).href + values.hash);
    await page
      .locator("#status")
      .filter({ hasText: /^Clock/ })
      .waitFor();
    await page.locator("#speed").selectOption({ label: "fast forward" });
    await page.locator("#run").click();
    const rows: Record<string, number>[] = [];
    for (let i = 0; i < Number(values.seconds); i++) {
      await page.waitForTimeout(LOOK);
      const data = await page.evaluate<Record<string, string>>("({ ...document.querySelector('#pace').dataset })");
      rows.push(Object.fromEntries(Object.entries(data).map(([name, text]) => [name, Number(text)])));
    }
    const of = (name: string): number => median(rows.slice(1).map((row) => row[name]));
    const [fps, pictures, draw, rate] = ["fps", "pictures", "draw", "rate"].map(of);
    console.log(
      `${fps.toFixed(1)} frames/s, ${pictures.toFixed(1)} pictures/s of ${draw.toFixed(1)} ms, ` +
        `${rate.toFixed(0)} clocks/s: ${(rate / fps).toFixed(0)} clocks a frame`,
    );
  } finally {
    await browser.close();
  }
}

if (existsSync(CHROMIUM)) {
  const folder = mkdtempSync(join(tmpdir(), "redmule-view-"));
  try {
    await measure(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
} else console.log(`skipped: install ${CHROMIUM}`);
