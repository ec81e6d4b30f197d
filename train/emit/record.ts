import { hex } from "../../hw/hex.js";
import type { Symbols } from "../plan/kernel.js";
import type { Schedule, Slot } from "../plan/schedule.js";
import { isPlace, type Call, type Place, type Transfer, type Word } from "../plan/tile.js";

/** Words of the head of a record, of a call and of a job, as `sw/layers/pipeline.S` lays them out. */
const HEAD = 7;
const CALL = 3;
const JOB = 6;

/** What the lines of a record are made with. */
export interface RecordContext {
  readonly schedule: Schedule;
  readonly symbols: Symbols;
  /** Name of the step with an index. */
  readonly stepName: (step: number) => string;
}

const numeral = (value: number): string => (value < 10 ? String(value) : hex(value));

/** Offset of a field of a call's descriptor, in words. */
function fieldAt(call: Call, field: string, symbols: Symbols): number {
  const offset = symbols.get(`${call.descriptor}_${field}`);
  if (offset === undefined) throw new RangeError(`${call.kernel} has no field ${call.descriptor}_${field}.`);
  return offset / 4;
}

function sizeOf(call: Call, symbols: Symbols): number {
  const size = symbols.get(`${call.descriptor}_SIZE`);
  if (size === undefined) throw new RangeError(`${call.descriptor}_SIZE is missing for ${call.kernel}.`);
  return size / 4;
}

function transferWords({ rows, tcdmRows }: Transfer): number {
  return 3 + (rows === undefined ? 0 : 2) + (tcdmRows === undefined ? 0 : 2);
}

/** The commands of a slot: stores first, as the loads do not wait for them. */
const transfersOf = ({ stores, loads }: Slot): readonly Transfer[] => [...stores, ...loads];

/** Bytes of the record of a slot. */
export function recordBytes(slot: Slot, symbols: Symbols): number {
  const words =
    HEAD +
    CALL * slot.calls.length +
    JOB * slot.jobs.length +
    transfersOf(slot).reduce((sum, transfer) => sum + transferWords(transfer), 0) +
    slot.calls.reduce((sum, call) => sum + sizeOf(call, symbols), 0);
  return 4 * words;
}

/** The lines of slot `index`. */
export function recordLines(index: number, context: RecordContext): string[] {
  const { schedule, symbols } = context;
  const slot = schedule.slots[index];
  const last = index === schedule.slots.length - 1;
  const place = ({ buffer, offset }: Place): string => `pool+${numeral(schedule.addresses.get(buffer)! + offset)}`;
  const wordText = (word: Word): string =>
    typeof word === "number" ? hexWord(word) : isPlace(word) ? place(word) : word.symbol;
  const transfers = transfersOf(slot);
  const jobList = 4 * (HEAD + CALL * slot.calls.length);
  const wordList = jobList + 4 * JOB * slot.jobs.length;
  const words = transfers.reduce((sum, transfer) => sum + transferWords(transfer), 0);
  let descriptor = wordList + 4 * words;
  const lines = [`slot_${index}:`];
  lines.push(
    `    slot ${last ? "0, 0, 0" : `slot_${index + 1}, slot_${index + 1}, slot_${index + 1}_end`}, ${slot.calls.length}, ${slot.jobs.length}, ${jobList}, ${words}, ${wordList}`,
  );
  for (const call of slot.calls) {
    lines.push(`    kernel ${call.kernel}, ${descriptor}, ${call.barrier ? 1 : 0}    # ${context.stepName(call.step)}`);
    descriptor += 4 * sizeOf(call, symbols);
  }
  for (const { x, w, z, m, n, k, arith } of slot.jobs) {
    lines.push(`    job ${place(x)}, ${place(w)}, ${place(z)}, ${m}, ${n}, ${k}, ${numeral(arith)}`);
  }
  transfers.forEach((transfer, i) => lines.push(transferLine(transfer, i < slot.stores.length, place)));
  for (const call of slot.calls) {
    const laidOut: string[] = new Array<string>(sizeOf(call, symbols)).fill("0");
    for (const [field, word] of Object.entries(call.fields)) laidOut[fieldAt(call, field, symbols)] = wordText(word);
    lines.push(`    .word ${laidOut.join(", ")}`);
  }
  lines.push(`slot_${index}_end:`);
  return lines;
}

/** A number as a word; negative ones stay readable. */
const hexWord = (value: number): string => (value < 0 ? String(value) : value < 4096 ? String(value) : hex(value));

function transferLine(
  { place: at, l2, bytes, rows, tcdmRows }: Transfer,
  stores: boolean,
  place: (place: Place) => string,
): string {
  const name = stores ? "store" : "load";
  const address = `${place(at)}, l2+${numeral(l2)}, ${bytes}`;
  if (rows === undefined) return `    ${name} ${address}`;
  const inL2 = `${rows.bytes}, ${rows.stride}`;
  if (tcdmRows === undefined) return `    ${name}_rows ${address}, ${inL2}`;
  return `    ${name}_grid ${address}, ${inL2}, ${tcdmRows.bytes}, ${tcdmRows.stride}`;
}
