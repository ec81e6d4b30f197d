/** Sections and the layout: sections placed one after the other or at given addresses, sizes iterated to a fixed point. */
import { hex } from "../../hw/hex.js";
import { UsageError } from "../../hw/errors.js";
import { findOverlap, type Segment, type SourceLine } from "../program.js";
import { pcrelDistance, type Expression, type Place } from "./expression.js";
import type { CodeItem, Item } from "./items.js";
import { fail } from "./source.js";

/** "info" is for tools, such as debugging data: it has addresses of its own and no place in the memory. */
export type SectionKind = "code" | "data" | "bss" | "info";

export class Section {
  readonly name: string;
  readonly kind: SectionKind;
  readonly items: Item[] = [];
  alignment = 4;

  constructor(name: string, kind: SectionKind) {
    this.name = name;
    this.kind = kind;
  }
}

const ORDER = [".text", ".rodata", ".srodata", ".data", ".sdata", "", ".sbss", ".bss"];
const MAX_ROUNDS = 200;

const withDot = (name: string): string => (name.startsWith(".") ? name : "." + name);

/** The group of a section: `.text.init` and `.text` belong to `.text`. */
const groupOf = (name: string): string => /^\.[^.]*/.exec(name)?.[0] ?? name;

const rank = (section: Section): number => {
  if (section.kind === "info") return ORDER.length;
  const index = ORDER.indexOf(groupOf(section.name));
  return index < 0 ? ORDER.indexOf(section.kind === "code" ? ".text" : section.kind === "bss" ? ".bss" : "") : index;
};

/** By group; in a group `.text.init` and its like come before `.text`. The sort is stable. */
const inOrder = (a: Section, b: Section): number =>
  rank(a) - rank(b) || Number(a.name === groupOf(a.name)) - Number(b.name === groupOf(b.name));

export interface Layout {
  readonly segments: Segment[];
  readonly lines: Map<number, SourceLine>;
}

const alignUp = (address: number, alignment: number): number => Math.ceil(address / alignment) * alignment;

/**
 * @param addresses start by section name with or without the dot; `.text` also places the first of `.text.init` and its
 *   like. A section without an address follows the section before it, the first one stands at 0
 */
export function layOut(sections: readonly Section[], addresses: Readonly<Record<string, number>>): Layout {
  const given = new Map<string, number>();
  for (const [name, address] of Object.entries(addresses)) {
    if (!Number.isInteger(address) || address < 0 || address > 0xffffffff) {
      throw new UsageError(`The address ${address} of section ${name} is not a whole number from 0 to 0xffffffff.`);
    }
    given.set(withDot(name), address);
  }
  const sorted = sections.filter(({ items }) => items.length > 0).sort(inOrder);
  const firsts = new Map<string, Section>();
  for (const section of sorted) if (!firsts.has(groupOf(section.name))) firsts.set(groupOf(section.name), section);
  const start = (section: Section): number | undefined => {
    if (section.kind === "info") return 0;
    const group = groupOf(section.name);
    const own = section.name === group ? undefined : given.get(withDot(section.name));
    return own ?? (firsts.get(group) === section ? given.get(withDot(group)) : undefined);
  };
  assignAddresses(sorted, start);
  const items = sorted.flatMap((section) => section.items);
  for (let round = 0; updateSizes(items); round++) {
    if (round > MAX_ROUNDS)
      throw new UsageError("The sizes of .space, .org and branches depend on each other without end.");
    assignAddresses(sorted, start);
  }
  return writeSections(sorted);
}

function assignAddresses(sections: readonly Section[], start: (section: Section) => number | undefined): void {
  let address = 0;
  for (const section of sections) {
    address = start(section) ?? alignUp(address, section.alignment);
    for (const item of section.items) {
      item.address = address;
      item.place?.();
      address += item.size;
    }
    if (address > 2 ** 32) throw new UsageError(`The section ${section.name} goes beyond the address 0xffffffff.`);
  }
}

/** True if a size changed. */
function updateSizes(items: readonly Item[]): boolean {
  let changed = false;
  for (const item of items) if (item.resize?.()) changed = true;
  if (changed) return true;
  for (const item of items) if (item.grow?.()) changed = true;
  return changed;
}

function writeSections(sections: readonly Section[]): Layout {
  const targets = new Map<number, Expression>();
  for (const item of sections.flatMap(({ items }) => items)) {
    const { pcrelTarget } = item as CodeItem;
    if (pcrelTarget) targets.set(item.address, pcrelTarget);
  }
  const pcrelAt = (address: number): bigint | undefined => {
    const target = targets.get(address);
    return target && pcrelDistance(target, address);
  };
  const segments: (Segment & { name: string })[] = [];
  const lines = new Map<number, SourceLine>();
  for (const section of sections) {
    const first = section.items[0];
    const last = section.items.at(-1)!;
    const length = last.address + last.size - first.address;
    const bytes = new Uint8Array(length);
    for (const item of section.items) {
      const offset = item.address - first.address;
      const place: Place = { pc: item.address, pcrelAt };
      item.write?.(bytes.subarray(offset, offset + item.size), place);
      if (!item.content || item.size === 0) continue;
      if (section.kind === "bss" && bytes.subarray(offset, offset + item.size).some((byte) => byte !== 0))
        fail(item.at!, 0, `${section.name} holds no initial values but zero`);
      if (section.kind === "code" && item.at) lines.set(item.address, { file: item.at.file, line: item.at.line });
    }
    if (length > 0 && section.kind !== "info") segments.push({ name: section.name, address: first.address, bytes });
  }
  segments.sort((a, b) => a.address - b.address);
  const overlap = findOverlap(segments) as { name: string; address: number; bytes: Uint8Array }[] | undefined;
  if (overlap) {
    const [below, above] = overlap;
    throw new UsageError(
      `Section ${above.name} at ${hex(above.address, 8)} overlaps ${below.name}, which fills ${hex(below.address, 8)} to ${hex(below.address + below.bytes.length - 1, 8)}.`,
    );
  }
  return { segments: segments.map(({ address, bytes }) => ({ address, bytes })), lines };
}
