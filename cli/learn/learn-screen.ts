import { BATTERY, PAPER_HOURS } from "../../train/learn/energy.js";
import { STEPS, type EventResult, type Learner } from "../../train/learn/learner.js";
import { plainTable } from "../screen.js";
import type { LearnReport } from "./learn-report.js";

const percent = (share: number): string => (Number.isFinite(share) ? (100 * share).toFixed(1) : "-");
const bytes = (count: number): string => count.toLocaleString("en-US").replaceAll(",", " ");

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

export function learnTitle({ settings, split, source }: Learner, engine: string): string {
  const { store, precision, eightBit, frozen, lr, seed, replays } = settings;
  return [
    `${split.name} on ${source}, seed ${seed}`,
    `split ${settings.split}: latents ${split.latent.join("x")}, frozen stage ${frozen}, adaptive stage ${precision} on ${engine === "cores" ? "the cores" : "RedMulE"}, lr ${lr}`,
    `${replays} replays in ${store.name}${eightBit ? ", read by the products as they lie" : ""}`,
  ].join("\n");
}

function costs({ step, frozenImage, macs, events, batteryHours, energySource, measured, steps }: LearnReport): string {
  if (step === null) return "";
  const rows = [
    ["a step of 128", "clocks", "MAC/clock", "RedMulE busy", "ms", "uJ", "from", "to"],
    [
      "",
      bytes(step.clocks),
      (macs.step / step.clocks).toFixed(2),
      `${((100 * step.redmuleBusy) / step.clocks).toFixed(1)} %`,
      step.milliseconds.toFixed(3),
      ...[step.microjoules, step.low, step.high].map((value) => value.toFixed(1)),
    ],
    [
      `${events.length} events, ${steps} steps`,
      bytes(step.clocks * steps),
      "",
      "",
      (step.milliseconds * steps).toFixed(1),
      ...[step.microjoules, step.low, step.high].map((value) => (value * steps).toFixed(0)),
    ],
  ];
  return [
    plainTable(rows, ["left"]),
    ...(frozenImage === null
      ? []
      : [
          `frozen stage: ${bytes(frozenImage.clocks)} clocks an image, ${(macs.frozen / frozenImage.clocks).toFixed(2)} MAC/clock; every code of ${frozenImage.images} images as without clocks`,
        ]),
    `${measured} of ${steps} steps ran cycle by cycle, every bit as without clocks; the others take as long, as clocks do not depend on data.`,
    `energy: ${energySource} (docs/energy.md), with the interval that the published points leave; one such step a minute and nothing else, from ${BATTERY.milliampereHours} mAh at ${BATTERY.volts} V: ${batteryHours!.toFixed(0)} h (the paper's MobileNetV1: ${PAPER_HOURS} h)`,
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
