import { hex } from "../../hw/hex.js";
import type { Symbols } from "../plan/kernel.js";
import type { Schedule, Slot } from "../plan/slots.js";
import { isPlace, type Call, type Place, type Transfer, type Word } from "../plan/tile.js";

/** Words of the head of a record before the commands, of a call and of a job, as `sw/layers/pipeline.S` lays them out. */
const HEAD = 5;
const CALL = 3;
const JOB = 6;
/** Byte of a command for the DMA where the address in L2 stands. */
const ADDRESS = 8;

/** What the lines of a record are made with. */
export interface RecordContext {
  readonly schedule: Schedule;
  readonly symbols: Symbols;
  readonly cores: number;
  /** Name of the step with an index. */
  readonly stepName: (step: number) => string;
  /** Takes an entry of `sw/runtime/gather.S` for each load of an item. */
  readonly items: string[];
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

/** The commands of a slot, each with its direction, core by core: large ones apart, the largest first, so that they begin early. */
function commandsOf({ stores, loads }: Slot, cores: number): { transfer: Transfer; stores: boolean }[][] {
  const all = [
    ...stores.map((transfer) => ({ transfer, stores: true })),
    ...loads.map((transfer) => ({ transfer, stores: false })),
  ];
  all.sort((a, b) => b.transfer.bytes - a.transfer.bytes);
  // Core 0 has the record of the next slot to fetch, and RedMulE to look after.
  return Array.from({ length: cores }, (_, core) => all.filter((_, i) => (i + 1) % cores === core));
}

/** Words of the offsets of the cores' commands. */
const offsetWords = (cores: number): number => Math.floor((cores + 2) / 2);

/** Bytes of the record of a slot. */
export function recordBytes(slot: Slot, symbols: Symbols, cores: number): number {
  const words =
    HEAD +
    offsetWords(cores) +
    CALL * slot.calls.length +
    JOB * slot.jobs.length +
    [...slot.stores, ...slot.loads].reduce((sum, transfer) => sum + transferWords(transfer), 0) +
    slot.calls.reduce((sum, call) => sum + sizeOf(call, symbols), 0);
  return 4 * words;
}

/** The lines of slot `index`. */
export function recordLines(index: number, context: RecordContext): string[] {
  const { schedule, symbols, cores } = context;
  const slot = schedule.slots[index];
  const last = index === schedule.slots.length - 1;
  const place = ({ buffer, offset }: Place): string => `pool+${numeral(schedule.addresses.get(buffer)! + offset)}`;
  const wordText = (word: Word): string =>
    typeof word === "number" ? hexWord(word) : isPlace(word) ? place(word) : word.symbol;
  const commands = commandsOf(slot, cores);
  const jobList = 4 * (HEAD + offsetWords(cores) + CALL * slot.calls.length);
  const offsets = [jobList + 4 * JOB * slot.jobs.length];
  for (const own of commands) {
    offsets.push(offsets.at(-1)! + own.reduce((sum, { transfer }) => sum + 4 * transferWords(transfer), 0));
  }
  let descriptor = offsets.at(-1)!;
  const lines = [`slot_${index}:`];
  lines.push(
    `    slot ${last ? "0, 0, 0" : `slot_${index + 1}, slot_${index + 1}, slot_${index + 1}_end`}, ${slot.calls.length}, ${slot.jobs.length}, ${jobList}`,
    `    .half ${[...offsets, ...(cores % 2 === 0 ? [0] : [])].join(", ")}`,
  );
  for (const call of slot.calls) {
    lines.push(`    kernel ${call.kernel}, ${descriptor}, ${call.barrier ? 1 : 0}    # ${context.stepName(call.step)}`);
    descriptor += 4 * sizeOf(call, symbols);
  }
  for (const { x, w, z, m, n, k, arith } of slot.jobs) {
    lines.push(`    job ${place(x)}, ${place(w)}, ${place(z)}, ${m}, ${n}, ${k}, ${numeral(arith)}`);
  }
  for (const own of commands) {
    for (const { transfer, stores } of own) {
      if (transfer.item !== undefined) {
        const label = `item_${context.items.length}`;
        context.items.push(`    .word ${label}+${ADDRESS}, ${4 * transfer.item.index}, ${transfer.item.byte}`);
        lines.push(`${label}:`);
      }
      lines.push(transferLine(transfer, stores, place));
    }
  }
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
