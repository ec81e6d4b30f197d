import { BATTERY, PAPER_HOURS } from "../../train/learn/energy.js";
import { STEPS, type EventResult, type Learner } from "../../train/learn/learner.js";
import { plainTable } from "../screen.js";
import type { LearnReport, LearnWhole } from "./learn-report.js";

const percent = (share: number): string => (Number.isFinite(share) ? (100 * share).toFixed(1) : "-");
const bytes = (count: number): string => count.toLocaleString("en-US").replaceAll(",", " ");
const count = (many: number, what: string): string => `${bytes(many)} ${what}${many === 1 ? "" : "s"}`;

/** One line as an event ends. */
export function eventLine({
  event,
  label,
  introduces,
  loss,
  accuracy,
  initial,
  learnt,
  forgetting,
  skipped,
}: EventResult): string {
  const parts = [
    `event ${String(event + 1).padStart(3)}  class ${label}${introduces ? " (new)" : "      "}`,
    `loss ${loss.toFixed(3)}`,
    `accuracy ${percent(accuracy).padStart(5)} %`,
    `initial ${percent(initial).padStart(5)}`,
    `learnt ${percent(learnt).padStart(5)}`,
    `forgetting ${percent(forgetting).padStart(5)}`,
  ];
  return parts.join("  ") + (skipped > 0 ? `  ${skipped} steps skipped` : "");
}

const ROWS = 11;
const MOST_COLUMNS = 96;

/** Accuracy over events: a for all classes, i for the initial ones, n for those learnt since. */
export function curve(events: readonly EventResult[]): string {
  const step = Math.max(1, Math.ceil(events.length / MOST_COLUMNS));
  const shown = events.filter((_, i) => i % step === step - 1 || i === events.length - 1);
  const wide = shown.length <= MOST_COLUMNS / 2 ? 2 : 1;
  const grid = Array.from({ length: ROWS }, () => new Array<string>(shown.length * wide).fill(" "));
  const draw = (mark: string, value: (event: EventResult) => number): void => {
    shown.forEach((event, column) => {
      const share = value(event);
      if (Number.isFinite(share)) grid[ROWS - 1 - Math.round(share * (ROWS - 1))][column * wide] = mark;
    });
  };
  draw("i", ({ initial }) => initial);
  draw("n", ({ learnt }) => learnt);
  draw("a", ({ accuracy }) => accuracy);
  const lines = grid.map((row, i) => `${String(100 - i * 10).padStart(4)} |${row.join("").trimEnd()}`);
  return [
    "accuracy in % over events: a all classes, i initial ones, n those learnt since",
    ...lines,
    `     +${"-".repeat(shown.length * wide)} ${events.length} events`,
  ].join("\n");
}

/** Rows are the true classes. */
function confusionTable(report: LearnReport): string {
  const head = ["class", ...report.confusion.map((_, label) => String(label))];
  const rows = report.confusion.map((row, label) => [String(label), ...row.map(String)]);
  return plainTable([head, ...rows]);
}

/** Where replays lie, and why. */
function placeText({ placing, memory, settings }: Learner): string {
  if (settings.replays === 0) return "";
  const { place, l2Bytes, beside } = placing;
  const where = place === "l2" ? "L2" : "the external memory";
  return `, kept in ${where}: they take ${bytes(memory.bytes.length)} bytes, a step ${bytes(beside)} of the ${bytes(l2Bytes)} of L2`;
}

export function learnTitle(learner: Learner, engine: string): string {
  const { settings, split, source } = learner;
  const { store, precision, eightBit, frozen, lr, seed, replays } = settings;
  return [
    `${split.name} on ${source}, seed ${seed}`,
    `split ${settings.split}: latents ${split.latent.join("x")}, frozen stage ${frozen}, adaptive stage ${precision} on ${engine === "cores" ? "the cores" : "RedMulE"}, lr ${lr}`,
    `${replays} replays in ${store.name}${eightBit ? ", read by the products as they lie" : ""}${placeText(learner)}`,
  ].join("\n");
}

function costs(report: LearnReport): string {
  const { step, frozenImage, whole, macs, events, batteryHours, energySource, measured, steps } = report;
  if (step === null || whole === null) return "";
  const row = (
    what: string,
    {
      clocks,
      milliseconds,
      microjoules,
      low,
      high,
    }: Pick<LearnWhole, "clocks" | "milliseconds" | "microjoules" | "low" | "high">,
    rate: number | undefined,
    busy = "",
  ): string[] => [
    ...[what, bytes(Math.round(clocks)), rate === undefined ? "" : (rate / clocks).toFixed(2), busy],
    ...[milliseconds >= 1000 ? milliseconds.toFixed(1) : milliseconds.toFixed(3)],
    ...[microjoules, low, high].map((value) => value.toFixed(1)),
  ];
  const busy = `${((100 * step.redmuleBusy) / step.clocks).toFixed(1)} %`;
  const rows = [
    ["", "clocks", "MAC/clock", "RedMulE busy", "ms", "uJ", "from", "to"],
    ...(frozenImage === null ? [] : [row("an image through the frozen stage", frozenImage, macs.frozen)]),
    row("a step of 128", step, macs.step, busy),
    row(`${events.length} events: ${whole.images} images, ${whole.steps} steps`, whole, undefined),
  ];
  const images =
    frozenImage === null
      ? "the frozen stage is in FP32, and not in these clocks"
      : `every code of ${count(frozenImage.images, "image")} as without clocks`;
  const isWhole = measured === steps && (frozenImage === null || frozenImage.images >= whole.images);
  const others = isWhole ? "" : "; the others take as long, as clocks hardly depend on data";
  return [
    plainTable(rows, ["left"]),
    `${measured} of ${steps} steps ran cycle by cycle, every bit as without clocks; ${images}${others}.`,
    `the whole learning takes ${(whole.milliseconds / 1e3).toFixed(3)} s of the modelled machine; this simulation took ${report.seconds.toFixed(1)} s (${report.cpuSeconds.toFixed(1)} s of processor time)`,
    `energy: ${energySource} (docs/energy.md), with the interval that the published points leave; one mini-batch a minute with its share of new images, and nothing else, from ${BATTERY.milliampereHours} mAh at ${BATTERY.volts} V: ${batteryHours!.toFixed(0)} h (the paper's MobileNetV1: ${PAPER_HOURS} h)`,
  ].join("\n");
}

function memoryTable({ memory }: LearnReport): string {
  const { replays, frozenWeights, adaptiveWeights, gradients, limit } = memory;
  const sum = replays + frozenWeights + adaptiveWeights + gradients;
  return plainTable(
    [
      ["memory", "bytes"],
      ["  replays", bytes(replays)],
      ["  frozen weights", bytes(frozenWeights)],
      ["  adaptive weights (FP32)", bytes(adaptiveWeights)],
      ["  gradients", bytes(gradients)],
      ["  together", bytes(sum)],
      ["  the papers' limit", bytes(limit)],
    ],
    ["left"],
  );
}

/** What a run of learning has shown. */
export function learnScreen(report: LearnReport): string {
  const last = report.events.at(-1)!;
  const end = `accuracy ${percent(report.before.accuracy)} % before, ${percent(last.accuracy)} % after ${report.events.length} events of ${STEPS} steps (initial classes ${percent(report.before.initial)} to ${percent(last.initial)} %); ${report.seconds.toFixed(1)} s`;
  const parts = [curve(report.events), confusionTable(report), memoryTable(report), costs(report), end];
  return `\n${parts.filter(Boolean).join("\n\n")}\n`;
}
