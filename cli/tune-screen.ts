import type { GemmChoice } from "../train/plan/choice.js";
import { ONE_SIZE, type TunedProduct } from "../tune/tuner.js";
import { plainTable } from "./screen.js";

const grouped = (value: number): string => value.toLocaleString("en-US").replaceAll(",", " ");

/** A choice in short: who, kernel, orientation, tile. */
export function choiceText(choice: GemmChoice): string {
  const { rows, steps, columns, exchanged } = choice;
  const tile = `tile ${rows}x${steps}x${columns}${choice.products > 1 ? ` x ${choice.products}` : ""}`;
  const turned = exchanged ? ", Z transposed" : "";
  if (choice.engine === "redmule") return `RedMulE, ${tile}${turned}`;
  const { block, split, lay } = choice;
  return `${block.rows}x${block.columns} by ${split}, ${tile}${lay === "transposed" ? ", W read transposed" : ""}${turned}`;
}

/** One line while the search goes on. */
export function tunedLine({ step, best, default: base, bound, measured, candidates, pruned }: TunedProduct): string {
  const gain = base.clocks / best.clocks;
  return `${step.name}: ${grouped(best.clocks)} clocks, ${choiceText(best.choice)}; ${gain.toFixed(2)} of the default, bound ${(bound.clocks / best.clocks).toFixed(2)} by ${bound.by}; ran ${measured.length} of ${candidates}, ${pruned} ruled out`;
}

/** Clocks of the network by single kernels: the fewest is one size for all. */
export function oneSize(
  products: readonly TunedProduct[],
): readonly { readonly block: string; readonly clocks: number }[] {
  const blocks = [...new Set([...ONE_SIZE.fp32, ...ONE_SIZE.fp16])];
  return blocks
    .filter((block) => products.length > 0 && products.every(({ byBlock }) => byBlock.has(block)))
    .map((block) => ({ block, clocks: products.reduce((sum, { byBlock }) => sum + byBlock.get(block)!, 0) }))
    .sort((a, b) => a.clocks - b.clocks);
}

export function tuneScreen(products: readonly TunedProduct[], runs: number, hits: number): string {
  const [single] = oneSize(products);
  const ratio = (clocks: number | undefined, best: number): string =>
    clocks === undefined ? "-" : (clocks / best).toFixed(2);
  const rows = products.map(({ step, macs, best, runnerUp, default: base, bound, byBlock }) => [
    step.layer,
    step.pass,
    (macs / best.clocks).toFixed(2),
    choiceText(best.choice),
    `${bound.by} ${(bound.clocks / best.clocks).toFixed(2)}`,
    runnerUp === undefined ? "-" : `${(runnerUp.clocks / best.clocks).toFixed(3)} ${choiceText(runnerUp.choice)}`,
    ratio(base.clocks, best.clocks),
    ratio(single && byBlock.get(single.block), best.clocks),
    ratio(byBlock.get("1x1"), best.clocks),
  ]);
  const head = ["layer", "pass", "MAC/clock", "choice", "bound", "runner-up", "default", "one size", "naive"];
  const sum = (of: (product: TunedProduct) => number): number => products.reduce((all, each) => all + of(each), 0);
  const [tuned, standard] = [sum((each) => each.best.clocks), sum((each) => each.default.clocks)];
  const lines = [
    plainTable([head, ...rows], ["left", "left", "right", "left", "left", "left"]),
    "",
    `products: ${grouped(tuned)} clocks tuned, ${grouped(standard)} by default (${(standard / tuned).toFixed(3)})`,
  ];
  if (single !== undefined) {
    lines.push(
      `one size for all: ${single.block}, ${grouped(single.clocks)} clocks (${(single.clocks / tuned).toFixed(3)})`,
    );
  }
  lines.push(`${runs} runs, ${hits} answers from the cache`);
  return `${lines.join("\n")}\n`;
}
