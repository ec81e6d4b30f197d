import type { MapStep } from "../step.js";
import { compact } from "../views.js";
import { placed, type PlanContext } from "./context.js";
import { float32Bits } from "./numbers.js";
import { partOf, sheetsOf } from "./sheets.js";
import { at, type Tile, type Word } from "./tile.js";

/** Elements of a tile: large enough that a slot is worth its own clocks, small enough that loads and stores hide. */
const ELEMENTS = 4112;
/** Clocks of a call and of an element on one core. */
const CALL_CLOCKS = 150;
const ELEMENT_CLOCKS = 5;

const OPERANDS = ["A", "B", "THIRD"] as const;

/** Element by element: rows and runs of all operands and the result. */
export function mapTiles(step: MapStep, index: number, context: PlanContext): Tile[] {
  const views = compact([...step.inputs, step.output]);
  const [inputs, output] = [views.slice(0, -1), views[views.length - 1]];
  const { format } = placed(context, output.tensor);
  const [c = 0, d = 0] = step.constants;
  return sheetsOf(output.dimensions, ELEMENTS).map((sheet) => {
    const parts = inputs.map((view, i) => partOf(OPERANDS[i], view, sheet, context));
    const z = partOf("Z", output, sheet, context);
    const [rows, run] = [sheet.rows, sheet.run].map(([begin, end]) => end - begin);
    const fields: Record<string, Word> = {
      ...{ Z: at(z.buffer), ROWS: rows, RUN: run, Z_ROW: z.row, Z_STEP: z.step },
      ...{ C: float32Bits(c), D: float32Bits(d) },
    };
    parts.forEach(({ buffer, row, step: distance }, i) => {
      const name = OPERANDS[i];
      Object.assign(fields, { [name]: at(buffer), [`${name}_ROW`]: row, [`${name}_STEP`]: distance });
    });
    const kernel = `layer_map_${step.fn}_${format}`;
    return {
      step: index,
      loads: parts.flatMap(({ transfers }) => transfers),
      stages: [{ calls: [{ kernel, descriptor: "MAP", fields, kind: "compute", barrier: false }], jobs: [] }],
      stores: z.transfers,
      clocks: CALL_CLOCKS + (rows * run * ELEMENT_CLOCKS) / context.cores,
    };
  });
}
