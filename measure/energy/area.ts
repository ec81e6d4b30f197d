import { redmuleParameters, type RedmuleParameters } from "../../hw/redmule/parameters.js";
import { flipFlopsOf } from "../area/design.js";
import { DATE_2022 } from "../papers.js";
import { EVENTS } from "./events.js";

/** Cells of a design, a flip-flop as large as a full adder: flip-flops, and product, sum and comparison of each compute element. */
function cellsOf(p: RedmuleParameters): number {
  const { product, sum, comparison } = EVENTS;
  return flipFlopsOf(p).all + p.L * p.H * (product.cells + sum.cells + comparison.cells);
}

/**
 * Square millimetres of RedMulE in 22 nm. One figure is published, 0.07 mm2 for 8 x 4; other designs are apportioned by their
 * flip-flops, which are counted, and their compute elements.
 */
export function squareMillimetres(p: RedmuleParameters): number {
  const published = redmuleParameters({ L: 8, H: 4, P: 3 });
  return (DATE_2022.squareMillimetres * cellsOf(p)) / cellsOf(published);
}
