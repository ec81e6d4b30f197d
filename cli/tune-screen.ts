import type { GemmChoice } from "../train/plan/choice.js";
import type { TunedProduct } from "../tune/tuner.js";
import type { TunedStep } from "../tune/whole-step.js";
import { grouped } from "./clock-report.js";
import { plainTable } from "./screen.js";
import { choiceText, oneSize } from "./tune-report.js";

/** One line while the search goes on. */
export function tunedLine({ step, best, default: base, bound, measured, candidates, pruned }: TunedProduct): string {
  const gain = base.clocks / best.clocks;
  return `${step.name}: ${grouped(best.clocks)} clocks, ${choiceText(best.choice)}; ${gain.toFixed(2)} of the default, bound ${(bound.clocks / best.clocks).toFixed(2)} by ${bound.by}; ran ${measured.length} of ${candidates}, ${pruned} ruled out`;
}

const ratio = (clocks: number | undefined, best: number): string =>
  clocks === undefined ? "-" : (clocks / best).toFixed(2);

/** The table of the products and the lines below it; without a whole step those of a shard. */
export function tuneScreen(
  products: readonly TunedProduct[],
  step: TunedStep | undefined,
  { runs, hits }: { readonly runs: number; readonly hits: number },
): string {
  const [single] = oneSize(products);
  const rows = products.map(({ step: product, macs, best, runnerUp, default: base, bound, byBlock }) => [
    product.layer,
    product.pass,
    (macs / best.clocks).toFixed(2),
    choiceText(best.choice),
    `${bound.by} ${(bound.clocks / best.clocks).toFixed(2)}`,
    runnerUp === undefined ? "-" : `${(runnerUp.clocks / best.clocks).toFixed(3)} ${choiceText(runnerUp.choice)}`,
    ratio(base.clocks, best.clocks),
    ratio(single && byBlock.get(single.block), best.clocks),
    ratio(byBlock.get("1x1"), best.clocks),
    step === undefined ? "-" : grouped(step.inPlace.get(product.name)!),
    step === undefined || same(step.choices.get(product.name)!, best.choice)
      ? ""
      : choiceText(step.choices.get(product.name)!),
  ]);
  const head = [
    ...["layer", "pass", "MAC/clock", "fastest alone", "bound", "runner-up", "default", "one size", "naive"],
    ...["in the step", "chosen there instead"],
  ];
  const sum = (of: (product: TunedProduct) => number): number => products.reduce((all, each) => all + of(each), 0);
  const [tuned, standard] = [sum((each) => each.best.clocks), sum((each) => each.default.clocks)];
  const lines = [
    plainTable(
      [head, ...rows],
      ["left", "left", "right", "left", "left", "left", "right", "right", "right", "right", "left"],
    ),
    "",
    `products alone: ${grouped(tuned)} clocks tuned, ${grouped(standard)} by default (${(standard / tuned).toFixed(3)})`,
  ];
  if (single !== undefined) {
    const total = `${single.block}, ${grouped(single.clocks)} clocks (${(single.clocks / tuned).toFixed(3)})`;
    lines.push(`one size for all: ${total}; best layer ${mostOver(products, single.block)}`);
    const naive = sum(({ byBlock }) => byBlock.get("1x1")!);
    lines.push(
      `naive kernel: ${grouped(naive)} clocks (${(naive / tuned).toFixed(3)}); best layer ${mostOver(products, "1x1")}`,
    );
  }
  lines.push(
    ...(step === undefined ? ["the whole step: not run, as this is a shard or nothing fits"] : stepLines(step)),
  );
  lines.push(`${runs} runs, ${hits} answers from the cache`);
  return `${lines.join("\n")}\n`;
}

const same = (a: GemmChoice, b: GemmChoice): boolean => JSON.stringify(a) === JSON.stringify(b);

/** Where tuning gains most over a single kernel. */
function mostOver(products: readonly TunedProduct[], block: string): string {
  const gain = ({ byBlock, best }: TunedProduct): number => byBlock.get(block)! / best.clocks;
  const most = products.reduce((best, each) => (gain(each) > gain(best) ? each : best));
  return `${gain(most).toFixed(2)}x (${most.step.layer}, ${most.step.pass})`;
}

function stepLines({ clocks, default: base, trials, arbiter }: TunedStep): string[] {
  const tried = trials.map(({ what, clocks: taken }) => `  ${grouped(taken).padStart(12)} ${what}`);
  const gain = `${(base / clocks).toFixed(3)} of it by default`;
  return [
    `the whole step: ${grouped(clocks)} clocks (${gain}), ${arbiter.priority} first at the banks; tried:`,
    ...tried,
  ];
}
