import { mapSchema, type SignalMap } from "../map/map.js";
import { interconnectMap } from "./interconnect.js";
import { REDMULE_51CD064 } from "./redmule-51cd064.js";

/** The maps that ship: RedMulE, and the interconnect with each of its arbiters. */
export function shippedMaps(): SignalMap[] {
  return [REDMULE_51CD064, interconnectMap("f7fbfcd"), interconnectMap("d6a4872")].map((map) => mapSchema.parse(map));
}
