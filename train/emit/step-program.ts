import { hex } from "../../hw/hex.js";
import { CORES_FIRST, frameText, POOL_TEXT, prefetchText, type Prefetch } from "../plan/kernel.js";
import { ownerOf, tensorBytes, ZERO_BYTES, zerosAt } from "../plan/memory.js";
import type { ProgramPlan } from "../plan/plan.js";
import { recordLines } from "./record.js";

/** Name of the file with the tensors, which the program includes. */
export const DATA_FILE = "data.S";

/** The text of a step program. The tensors' bytes come from a file of their own, `data.S`. */
export function stepText(plan: ProgramPlan, prefetch?: Prefetch): string {
  const { schedule, symbols, steps, recordBytes, files, target, gather } = plan;
  const { priority = CORES_FIRST.priority, maxStall = CORES_FIRST.maxStall } = target;
  const items: string[] = [];
  const context = { schedule, symbols, cores: plan.target.cores, stepName: (step: number) => steps[step].name, items };
  const word = (tensor: string): string => `l2+${plan.l2.offsets.get(tensor)!}`;
  const lines = [
    `# A list of ${steps.length} steps in ${schedule.slots.length} slots: see sw/layers/pipeline.S and docs/training.md.`,
    frameText(
      files,
      recordBytes,
      { priority, maxStall },
      { prefetches: prefetch !== undefined, gathers: gather !== undefined },
    ),
    ...(prefetch === undefined ? [] : [prefetchText(prefetch, word)]),
    ".section .rodata",
    ".balign 4",
    schedule.slots.length > 0 ? "first_slot: .word slot_0, slot_0_end - slot_0" : "first_slot: .word 0, 0",
  ];
  let step = -1;
  schedule.slots.forEach((slot, i) => {
    if (slot.step !== step)
      lines.push("", `# ${steps[slot.step].layer}, ${steps[slot.step].pass}: ${steps[slot.step].name}`);
    step = slot.step;
    lines.push(...recordLines(i, context));
  });
  if (gather !== undefined) {
    const { store, itemBytes, list } = gather;
    lines.push("", `gather_list: .word ${word(store)}, ${itemBytes}, ${word(list)}, ${items.length}`, ...items);
  }
  const zeros = zerosAt(plan.l2);
  const clears = schedule.slots.some(({ loads }) => loads.some(({ l2 }) => l2 >= zeros));
  const behind = clears ? `.balign 16    # where patches lie outside of their image\n    .zero ${ZERO_BYTES}\n` : "";
  return `${lines.join("\n")}\n\n${POOL_TEXT}\n.data\n.balign 16\nl2:\n.include "${DATA_FILE}"\n${behind}`;
}

/** Lines of `data.S`: room for the tensors without a value. */
export function emptyData(plan: ProgramPlan): string {
  return `    .zero ${Math.max(16, plan.l2.bytes)}\n`;
}

/**
 * Lines of `data.S` with the bytes of the tensors that live longer than the step; others stand between them as zeros.
 * @param valueOf bytes of a tensor, undefined where it has none before the step
 */
export function dataText(plan: ProgramPlan, valueOf: (name: string) => Uint8Array | undefined): string {
  const image = new Uint8Array(Math.ceil(Math.max(16, plan.l2.bytes) / 4) * 4);
  const names = new Map<number, string[]>();
  for (const [name, tensor] of plan.tensors) {
    const offset = plan.l2.offsets.get(name);
    if (offset === undefined || ownerOf(name, plan.tensors) !== name) continue;
    const bytes = valueOf(name);
    if (bytes === undefined) continue;
    image.set(bytes, offset);
    names.set(offset, [...(names.get(offset) ?? []), `${name}, ${tensorBytes(tensor)} bytes`]);
  }
  const words = new DataView(image.buffer);
  const lines: string[] = [];
  const WORDS = 8;
  let zeros = 0;
  const flush = (): void => {
    if (zeros > 0) lines.push(`    .zero ${zeros}`);
    zeros = 0;
  };
  for (let at = 0; at < image.length; at += 4 * WORDS) {
    const end = Math.min(at + 4 * WORDS, image.length);
    for (let offset = at; offset < end; offset += 16) {
      for (const name of names.get(offset) ?? []) {
        flush();
        lines.push(`    # l2 + ${hex(offset)}: ${name}`);
      }
    }
    const row: string[] = [];
    for (let word = at; word < end; word += 4) row.push(hex(words.getUint32(word, true)));
    if (row.every((word) => word === "0x0")) zeros += end - at;
    else {
      flush();
      lines.push(`    .word ${row.join(", ")}`);
    }
  }
  flush();
  return `${lines.join("\n")}\n`;
}
