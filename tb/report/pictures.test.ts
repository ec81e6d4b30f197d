import { expect, test } from "vitest";
import { axesOf } from "../../measure/report/axes.js";
import { draw } from "../../measure/report/draw.js";
import { picturesOf } from "../../measure/report/pictures.js";
import { studyOf, type Finding, type Picture } from "../../measure/report/study.js";
import type { SpecInput } from "../../measure/sweep/spec.js";
import { sweepOf, TINY, wrong } from "./sweeps.js";

const SHAPE = { m: 5, n: 6, k: 7 };

const SWEEPS: readonly (readonly [what: string, spec: SpecInput, pictures: readonly string[]])[] = [
  ["one point", { base: { ...TINY, ...SHAPE } }, ["roofline", "ce-clocks"]],
  ["one size", { base: { ...TINY, n: 6, k: 7 }, product: { m: [1, 3, 6] } }, ["roofline", "ce-clocks"]],
  [
    "two sizes",
    { base: { ...TINY, n: 6 }, product: { m: [1, 3, 6], k: [2, 4] } },
    ["utilisation-m-k", "roofline", "ce-clocks"],
  ],
  [
    "three sizes",
    { base: TINY, product: { m: [1, 3], n: [2, 5], k: [2, 4] } },
    ["utilisation-m-k", "utilisation-m-n", "utilisation-n-k", "roofline", "ce-clocks"],
  ],
  ["cubes", { base: TINY, list: [3, 6].map((m) => ({ m, n: m, k: m })) }, ["roofline", "ce-clocks"]],
  ["shapes", { base: TINY, list: [SHAPE, { m: 1, n: 2, k: 3 }] }, ["by-shape", "roofline", "ce-clocks"]],
  [
    "arrays",
    { base: { ...SHAPE, P: 1, port: 96 }, product: { L: [2, 4], H: [1, 2] } },
    ["scaling", "pareto", "pareto-energy", "roofline", "ce-clocks"],
  ],
  [
    "arrays with jobs of their own",
    { base: { P: 1, port: 96, n: 6, k: 7 }, list: [2, 3, 4].map((L) => ({ L, H: 2, m: L })) },
    ["scaling", "roofline", "ce-clocks"],
  ],
  [
    "a load",
    { base: { ...TINY, ...SHAPE, memory: "tcdm" }, product: { load: [0, 0.5, 1], priority: ["cores", "redmule"] } },
    ["slow-down-load", "by-priority", "roofline", "ce-clocks"],
  ],
  [
    "FIFOs",
    { base: { ...TINY, ...SHAPE, stall: 0.3 }, product: { streamFifo: [2, 4, 8] } },
    ["slow-down-streamFifo", "pareto", "pareto-energy", "roofline", "ce-clocks"],
  ],
  [
    "operations and formats",
    { base: { ...TINY, ...SHAPE }, product: { op: ["GEMM", "ADDMAX"], fmt: ["fp16", "fp8"] } },
    ["by-fmt", "roofline", "ce-clocks"],
  ],
  [
    "names",
    { base: TINY, list: ["a", "b"].map((layer, m) => ({ ...SHAPE, m: m + 1, about: { layer } })) },
    ["by-layer", "roofline", "ce-clocks"],
  ],
];

const isDrawn = (finding: Finding): finding is Picture => finding.spec !== null;

/** Together they have every kind of picture. */
const DRAWN: readonly string[] = ["two sizes", "arrays", "a load"];

test.each(SWEEPS)("%s: what varies decides on the pictures", (_, spec, pictures) => {
  const made = picturesOf(studyOf(sweepOf(spec)));
  expect(made.map(({ name }) => name)).toEqual(pictures);
});

test("every picture has a title, units, a sentence and where it comes from, and nothing is fetched", async () => {
  for (const [, spec] of SWEEPS.filter(([what]) => DRAWN.includes(what))) {
    for (const picture of picturesOf(studyOf(sweepOf(spec))).filter(isDrawn)) {
      const svg = await draw(picture, "redmule <report> & co");
      expect(svg).toContain(`<title>${picture.title}</title>`);
      expect(svg).toMatch(/<desc>.+\.<\/desc>/);
      expect(svg).toContain(">redmule &#60;report&#62; &#38; co</text></svg>\n");
      expect(svg).toContain("@media (prefers-color-scheme:dark)");
      expect(svg).not.toMatch(/NaN|Infinity|undefined/);
      expect(svg.replaceAll(/xmlns(:xlink)?="[^"]*"/g, "")).not.toMatch(/https?:|<script|<image/);
    }
  }
});

test("identifiers differ from picture to picture, as all stand on one page", async () => {
  const [first, second] = picturesOf(
    studyOf(sweepOf({ base: TINY, product: { m: [1, 3], n: [2, 5], k: [2, 4] } })),
  ).filter(isDrawn);
  const ids = async (picture: typeof first): Promise<string[]> =>
    [...(await draw(picture, "")).matchAll(/ id="([^"]*)"/g)].map(([, id]) => id);
  const all = [...(await ids(first)), ...(await ids(second))];
  expect(all.length).toBeGreaterThan(1);
  expect(new Set(all).size).toBe(all.length);
});

test("axes: defaults that follow from others, and equal sizes, are none of their own", () => {
  const { records } = sweepOf({ list: [1, 2].map((m) => ({ ...SHAPE, m, n: m, H: 2 * m, L: 2, P: 1 })) });
  expect(axesOf(records).map(({ name, title }) => [name, title])).toEqual([
    ["array", "array, L x H x P"],
    ["m", "M = N (elements)"],
  ]);
});

test("axes: a number that names tell is none, one that they do not is", () => {
  const layers = [
    { layer: "a", batch: 1, count: 3 },
    { layer: "a", batch: 2, count: 3 },
    { layer: "b", batch: 1, count: 4 },
  ];
  const { records } = sweepOf({ base: { ...TINY, ...SHAPE }, list: layers.map((about) => ({ about })) });
  expect(axesOf(records).map(({ name }) => name)).toEqual(["layer", "batch"]);
});

test("names of one's own may be anything", async () => {
  const list = ["<a>", "b"].map((name, m) => ({ ...SHAPE, m: m + 1, about: { "layer.x[1]/": name, op: name } }));
  const pictures = picturesOf(studyOf(sweepOf({ base: TINY, list }))).filter(isDrawn);
  expect(pictures.map(({ name }) => name)).toEqual(["by-layer-x-1-", "roofline", "ce-clocks"]);
  const svg = await draw(pictures[0], "");
  expect(svg).toContain(">&lt;a&gt;</text>");
  expect(svg).toContain("<title>Utilisation and speed by layer.x[1]/</title>");
});

test("wrong results are kept out of every picture but the maps, which cross them", () => {
  const { records } = sweepOf({ base: { ...TINY, n: 6 }, product: { m: [1, 3, 6], k: [2, 4] } });
  const right = picturesOf(studyOf({ records }));
  const spoilt = picturesOf(studyOf({ records: records.map((record, i) => (i === 3 ? wrong(record) : record)) }));
  const text = (pictures: typeof right, name: string) =>
    JSON.stringify(pictures.find((picture) => picture.name === name));
  expect(text(spoilt, "utilisation-m-k")).toContain("A cross: a job without a right result.");
  expect(text(right, "utilisation-m-k")).not.toContain("A cross");
  expect(text(spoilt, "roofline")).toBe(
    text(picturesOf(studyOf({ records: records.filter((_, i) => i !== 3) })), "roofline"),
  );
});
