/** ELF32 loader (System V ABI, chapters 4 and 5; RISC-V ELF psABI). The public ELF packages check too little for this. */
import { hex } from "../../hw/hex.js";
import { UsageError } from "../../hw/errors.js";
import { readLines } from "./line-table.js";
import { findOverlap, type Program, type Segment, type SourceLine } from "../program.js";

const HEADER_SIZE = 52;
const PROGRAM_HEADER_SIZE = 32;
const SECTION_HEADER_SIZE = 40;
const SYMBOL_SIZE = 16;
const EM_RISCV = 243;
const PT_LOAD = 1;
const SHT_SYMTAB = 2;
const STT_SECTION = 3;
const STT_FILE = 4;
const TYPES = ["no type", "a relocatable file", "an executable", "a shared object", "a core dump"];
/** Larger segments are taken for a damaged header. */
const MAX_SEGMENT = 2 ** 28;

const refuse = (message: string): never => {
  throw new UsageError(`The program cannot be loaded: ${message}.`);
};

interface Table {
  readonly offset: number;
  readonly size: number;
  readonly count: number;
}

function checkTable(view: DataView, what: string, { offset, size, count }: Table, smallest: number): void {
  if (count === 0) return;
  if (size < smallest) refuse(`its ${what} headers have ${size} bytes, an ELF32 file has ${smallest}`);
  const end = offset + size * count;
  if (end > view.byteLength) {
    refuse(`the file is truncated: its ${what} headers end at byte ${end}, the file has ${view.byteLength}`);
  }
}

function checkHeader(bytes: Uint8Array, view: DataView): void {
  if (bytes.length < 4 || bytes[0] !== 0x7f || String.fromCharCode(...bytes.subarray(1, 4)) !== "ELF") {
    refuse("it is not an ELF file, as it does not begin with 7f 45 4c 46");
  }
  if (bytes[4] === 2) refuse("it is a 64-bit ELF file, the cores are 32-bit (compile with -march=rv32… -mabi=ilp32)");
  if (bytes[5] === 2) refuse("it is a big-endian ELF file, the cores are little-endian");
  if (bytes.length < HEADER_SIZE) {
    refuse(`the file is truncated: it has ${bytes.length} bytes, the ELF header alone has ${HEADER_SIZE}`);
  }
  if (bytes[4] !== 1 || bytes[5] !== 1)
    refuse(`its ELF class ${bytes[4]} and data encoding ${bytes[5]} must both be 1`);
  const machine = view.getUint16(18, true);
  if (machine !== EM_RISCV) refuse(`it is for machine ${machine}, not for RISC-V (${EM_RISCV})`);
  const abi = bytes[36] & 6;
  if (abi > 2) {
    refuse(
      `it passes floating-point numbers in ${abi === 4 ? "double-precision (ilp32d)" : "quad-precision"} registers, the cores have no D: compile with -march=rv32imafc -mabi=ilp32f`,
    );
  }
  const type = view.getUint16(16, true);
  if (type !== 2)
    refuse(`it is ${TYPES[type] ?? `of type ${type}`}, not an executable (link it first, without -r or -shared)`);
}

/** A segment at its physical address, where a system without virtual memory has it loaded. */
interface LoadedSegment extends Segment {
  /** Where the program finds it: elsewhere when its own start-up code copies it there. */
  readonly virtual: number;
}

function readSegments(bytes: Uint8Array, view: DataView, { offset, size, count }: Table): LoadedSegment[] {
  const segments: LoadedSegment[] = [];
  for (let i = 0; i < count; i++) {
    const at = offset + i * size;
    const field = (index: number): number => view.getUint32(at + 4 * index, true);
    // Fields of a program header: type, offset, vaddr, paddr, filesz, memsz, flags, align.
    const [type, from, virtual, address, fileSize, inMemory] = [0, 1, 2, 3, 4, 5].map(field);
    // What a segment has beyond the file is zero where the program runs, not where its initial values lie.
    const memorySize = virtual === address || fileSize > inMemory ? inMemory : fileSize;
    if (type !== PT_LOAD || memorySize === 0) continue;
    const name = `segment ${i} at ${hex(address, 8)}`;
    if (fileSize > memorySize) refuse(`${name} has ${fileSize} bytes in the file but only ${memorySize} in memory`);
    if (from + fileSize > bytes.length) {
      refuse(`the file is truncated: ${name} ends at byte ${from + fileSize}, the file has ${bytes.length}`);
    }
    if (memorySize > MAX_SEGMENT) refuse(`${name} has ${memorySize} bytes, the limit is ${MAX_SEGMENT}`);
    if (address + memorySize > 2 ** 32) refuse(`${name} with ${memorySize} bytes goes beyond the address 0xffffffff`);
    const contents = new Uint8Array(memorySize);
    contents.set(bytes.subarray(from, from + fileSize));
    segments.push({ address, virtual, bytes: contents });
  }
  return segments.sort((a, b) => a.address - b.address);
}

function readName(bytes: Uint8Array, start: number, end: number): string {
  const stop = bytes.indexOf(0, start);
  return new TextDecoder().decode(bytes.subarray(start, stop < 0 || stop > end ? end : stop));
}

function readSymbols(bytes: Uint8Array, view: DataView, table: Table): Map<string, number> {
  const symbols = new Map<string, number>();
  const section = (index: number): { type: number; offset: number; size: number; link: number } => {
    const at = table.offset + index * table.size;
    const field = (i: number): number => view.getUint32(at + 4 * i, true);
    return { type: field(1), offset: field(4), size: field(5), link: field(6) };
  };
  for (let i = 0; i < table.count; i++) {
    const { type, offset, size, link } = section(i);
    if (type !== SHT_SYMTAB) continue;
    if (link >= table.count) refuse(`its symbol table names the string section ${link} of ${table.count}`);
    const strings = section(link);
    for (const [what, end] of [
      ["symbol", offset + size],
      ["string", strings.offset + strings.size],
    ] as const) {
      if (end > bytes.length) {
        refuse(`the file is truncated: its ${what} table ends at byte ${end}, the file has ${bytes.length}`);
      }
    }
    for (let at = offset; at + SYMBOL_SIZE <= offset + size; at += SYMBOL_SIZE) {
      const nameAt = view.getUint32(at, true);
      const kind = bytes[at + 12] & 0xf;
      const defined = view.getUint16(at + 14, true) !== 0;
      if (!defined || nameAt === 0 || nameAt >= strings.size || kind === STT_SECTION || kind === STT_FILE) continue;
      const name = readName(bytes, strings.offset + nameAt, strings.offset + strings.size);
      symbols.set(name, view.getUint32(at + 4, true));
    }
  }
  return symbols;
}

/** Source positions of the debug information, none where there is none. Sections of it that leave the file are left out. */
function debugLines(bytes: Uint8Array, view: DataView, table: Table): Map<number, SourceLine> {
  if (table.count === 0) return new Map();
  const field = (index: number, i: number): number => view.getUint32(table.offset + index * table.size + 4 * i, true);
  const contents = (index: number): Uint8Array => bytes.subarray(field(index, 4), field(index, 4) + field(index, 5));
  const named = view.getUint16(50, true);
  if (named >= table.count) return new Map();
  const names = contents(named);
  const found = new Map<string, Uint8Array>();
  for (let i = 0; i < table.count; i++) {
    const name = readName(names, field(i, 0), names.length);
    if (name.startsWith(".debug_") && field(i, 4) + field(i, 5) <= bytes.length) found.set(name, contents(i));
  }
  const line = found.get(".debug_line");
  if (line === undefined) return new Map();
  return readLines({ line, lineStrings: found.get(".debug_line_str"), strings: found.get(".debug_str") });
}

/**
 * Loads a little-endian ELF32 executable for RISC-V: its PT_LOAD segments at their physical addresses, those that run there
 * zero-filled to their size in memory, the symbols of `.symtab`, and the lines of `.debug_line`.
 *
 * @throws UsageError in one sentence if the file is not such an executable, truncated, or its segments overlap
 */
export function loadElf(bytes: Uint8Array): Program {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  checkHeader(bytes, view);
  const entry = view.getUint32(24, true);
  const half = (at: number): number => view.getUint16(at, true);
  const programs: Table = { offset: view.getUint32(28, true), size: half(42), count: half(44) };
  const sections: Table = { offset: view.getUint32(32, true), size: half(46), count: half(48) };
  checkTable(view, "program", programs, PROGRAM_HEADER_SIZE);
  checkTable(view, "section", sections, SECTION_HEADER_SIZE);
  const segments = readSegments(bytes, view, programs);
  if (segments.length === 0) refuse("it has no loadable segment");
  const overlap = findOverlap(segments);
  if (overlap) {
    const [below, above] = overlap;
    const last = hex(below.address + below.bytes.length - 1, 8);
    refuse(`the segment at ${hex(above.address, 8)} overlaps the one from ${hex(below.address, 8)} to ${last}`);
  }
  if (!segments.some(({ virtual, bytes: { length } }) => entry >= virtual && entry < virtual + length)) {
    refuse(`its entry ${hex(entry, 8)} lies in none of its segments`);
  }
  let lines: Map<number, SourceLine> | undefined;
  return {
    entry,
    /** Read when it is asked for. */
    get lines() {
      return (lines ??= debugLines(bytes, view, sections));
    },
    segments: segments.map(({ address, bytes: contents }) => ({ address, bytes: contents })),
    symbols: readSymbols(bytes, view, sections),
  };
}
