import type { UnpackStep } from "../step.js";
import { placed, type PlanContext } from "./context.js";
import { call, stage, stretch } from "./flat.js";
import { float32Bits } from "./numbers.js";
import { chunks } from "./sheets.js";
import { at, type Buffer, type Tile } from "./tile.js";

/** Elements of a tile, whole bytes of every width; the eighths of it begin at different banks. */
const ELEMENTS = 4160;
const CALL_CLOCKS = 120;
/** Clocks of an element on one core. */
const ELEMENT_CLOCKS = 6;
const SMALL_CLOCKS = 36;

/** Packed codes to numbers, a stretch at a time. */
export function unpackTiles(step: UnpackStep, index: number, context: PlanContext): Tile[] {
  const { offset } = placed(context, step.input);
  const { format } = placed(context, step.output);
  const each = format === "fp8alt" ? SMALL_CLOCKS : ELEMENT_CLOCKS;
  return chunks(step.elements, ELEMENTS).map(([begin, end]) => {
    const bytes = Math.ceil(((end - begin) * step.bits) / 8);
    const packed: Buffer = { name: "codes", bytes };
    const load = { place: at(packed), l2: offset + (begin * step.bits) / 8, bytes };
    const z = stretch("z", step.output, [step.outputOffset + begin, step.outputOffset + end], context);
    const fields = { X: at(packed), Z: at(z.buffer), COUNT: end - begin, C: float32Bits(step.scale) };
    return {
      ...{ step: index, loads: [load], stages: [stage(call(`layer_unpack_${step.bits}_${format}`, "FLAT", fields))] },
      ...{ stores: [z.transfer], clocks: CALL_CLOCKS + ((end - begin) * each) / context.cores },
    };
  });
}
