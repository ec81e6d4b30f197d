/** Items of a store in L2 whose numbers are known when the steps run: loads of the tensor that they make up go item by item. */
import type { Gather } from "../step.js";
import type { L2Plan } from "./memory.js";
import type { Schedule } from "./slots.js";
import type { Transfer } from "./tile.js";

/** The pieces of a load, one for each item that it touches; itself where it reads something else. */
function pieces(load: Transfer, begin: number, { itemBytes, count, tensor }: Gather): readonly Transfer[] {
  const from = load.l2 - begin;
  if (from < 0 || from >= itemBytes * count) return [load];
  if (load.rows !== undefined) throw new RangeError(`Rows of ${tensor} are read, whose items lie apart.`);
  const found: Transfer[] = [];
  for (let at = from; at < from + load.bytes;) {
    const index = Math.floor(at / itemBytes);
    const end = Math.min(from + load.bytes, (index + 1) * itemBytes);
    const { buffer, offset } = load.place;
    found.push({
      ...{ place: { buffer, offset: offset + at - from }, l2: begin + at, bytes: end - at },
      item: { index, byte: at - index * itemBytes },
    });
    at = end;
  }
  return found;
}

/** A schedule whose loads of the gathered tensor name their items. @throws RangeError where rows of it are loaded */
export function gathered(schedule: Schedule, l2: L2Plan, gather: Gather | undefined): Schedule {
  if (gather === undefined) return schedule;
  const begin = l2.offsets.get(gather.tensor)!;
  const slots = schedule.slots.map((slot) => {
    return { ...slot, loads: slot.loads.flatMap((load) => pieces(load, begin, gather)) };
  });
  return { ...schedule, slots };
}
