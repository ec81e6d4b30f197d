/**
 * Reader of `.debug_line`, versions 2 to 5 (DWARF 5, section 6.2): rows of address, file and line. It reads what compilers for
 * these cores write, 32-bit DWARF and little-endian; a unit of another kind is left out.
 */
import type { SourceLine } from "../program.js";

/** Sections by name, as far as they are there. */
export interface DebugSections {
  readonly line: Uint8Array;
  readonly lineStrings?: Uint8Array | undefined;
  readonly strings?: Uint8Array | undefined;
}

interface Row {
  readonly address: number;
  readonly source: SourceLine;
  /** Nothing follows: the next row begins elsewhere. */
  readonly ends: boolean;
}

class Cursor {
  at: number;
  readonly view: DataView;
  private readonly bytes: Uint8Array;

  constructor(bytes: Uint8Array, at = 0) {
    this.bytes = bytes;
    this.at = at;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  u8(): number {
    return this.bytes[this.at++];
  }

  u16(): number {
    this.at += 2;
    return this.view.getUint16(this.at - 2, true);
  }

  u32(): number {
    this.at += 4;
    return this.view.getUint32(this.at - 4, true);
  }

  unsigned(): number {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.u8();
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
  }

  signed(): number {
    let value = 0;
    let shift = 0;
    for (;;) {
      const byte = this.u8();
      value += (byte & 0x7f) * 2 ** shift;
      shift += 7;
      if (byte < 0x80) return (byte & 0x40) !== 0 ? value - 2 ** shift : value;
    }
  }

  text(): string {
    const end = this.bytes.indexOf(0, this.at);
    const found = new TextDecoder().decode(this.bytes.subarray(this.at, end));
    this.at = end + 1;
    return found;
  }
}

const FORM = {
  block: 0x09,
  data1: 0x0b,
  data2: 0x05,
  data4: 0x06,
  data16: 0x1e,
  string: 0x08,
  strp: 0x0e,
  udata: 0x0f,
  lineStrp: 0x1f,
};
const CONTENT = { path: 1, directory: 2 };

interface Entry {
  path: string;
  directory: number;
}

/** Entries of a version 5 table of directories or files. */
function readEntries(cursor: Cursor, sections: DebugSections): Entry[] {
  const formats = Array.from({ length: cursor.u8() }, () => [cursor.unsigned(), cursor.unsigned()]);
  const count = cursor.unsigned();
  return Array.from({ length: count }, () => {
    const entry: Entry = { path: "", directory: 0 };
    for (const [content, form] of formats) {
      const value = readForm(cursor, form, sections);
      if (content === CONTENT.path) entry.path = String(value);
      else if (content === CONTENT.directory) entry.directory = Number(value);
    }
    return entry;
  });
}

function readForm(cursor: Cursor, form: number, { lineStrings, strings }: DebugSections): string | number {
  const from = (section: Uint8Array | undefined, offset: number): string =>
    section === undefined ? "" : new Cursor(section, offset).text();
  switch (form) {
    case FORM.string:
      return cursor.text();
    case FORM.lineStrp:
      return from(lineStrings, cursor.u32());
    case FORM.strp:
      return from(strings, cursor.u32());
    case FORM.udata:
      return cursor.unsigned();
    case FORM.data1:
      return cursor.u8();
    case FORM.data2:
      return cursor.u16();
    case FORM.data4:
      return cursor.u32();
    case FORM.data16:
      cursor.at += 16;
      return 0;
    case FORM.block: {
      const length = cursor.unsigned();
      cursor.at += length;
      return 0;
    }
    default:
      throw new RangeError(`form ${form}`);
  }
}

/** Directories and files as a version before 5 lists them, files counting from 1. */
function readOldTables(cursor: Cursor): { directories: string[]; files: Entry[] } {
  const directories = [""];
  for (let path = cursor.text(); path !== ""; path = cursor.text()) directories.push(path);
  const files: Entry[] = [{ path: "", directory: 0 }];
  for (let path = cursor.text(); path !== ""; path = cursor.text()) {
    const directory = cursor.unsigned();
    cursor.unsigned();
    cursor.unsigned();
    files.push({ path, directory });
  }
  return { directories, files };
}

/** A file by its directory; one below the folder of the compilation is named from there. */
function sourceOf(directories: readonly string[], { path, directory }: Entry): Omit<SourceLine, "line"> {
  const [folder] = directories;
  const above = directories[directory] ?? "";
  const file = path.startsWith("/") || above === "" || above === folder ? path : `${above}/${path}`;
  const inside = folder !== "" && file.startsWith(`${folder}/`) ? file.slice(folder.length + 1) : file;
  return folder === "" ? { file: inside } : { file: inside, folder };
}

/** Standard opcodes. */
const OP = { copy: 1, advancePc: 2, advanceLine: 3, setFile: 4, constAddPc: 8, fixedAdvancePc: 9 };
const EXTENDED = { endSequence: 1, setAddress: 2 };

function readUnit(cursor: Cursor, end: number, sections: DebugSections, rows: Row[]): void {
  const version = cursor.u16();
  if (version < 2 || version > 5) return;
  if (version === 5) cursor.at += 2;
  const program = cursor.u32() + cursor.at;
  const step = cursor.u8();
  if (version >= 4) cursor.at++;
  cursor.at++;
  const lineBase = (cursor.u8() << 24) >> 24;
  const lineRange = cursor.u8();
  const opcodeBase = cursor.u8();
  const operands = Array.from({ length: opcodeBase - 1 }, () => cursor.u8());
  const { directories, files } =
    version === 5
      ? { directories: readEntries(cursor, sections).map(({ path }) => path), files: readEntries(cursor, sections) }
      : readOldTables(cursor);
  const sources = files.map((file) => sourceOf(directories, file));
  cursor.at = program;
  let [address, file, line] = [0, 1, 1];
  const emit = (ends: boolean): void => {
    const source = sources[file];
    if (source !== undefined) rows.push({ address: address >>> 0, source: { ...source, line }, ends });
  };
  while (cursor.at < end) {
    const op = cursor.u8();
    if (op >= opcodeBase) {
      const special = op - opcodeBase;
      address += Math.floor(special / lineRange) * step;
      line += lineBase + (special % lineRange);
      emit(false);
    } else if (op === 0) {
      const length = cursor.unsigned();
      const next = cursor.at + length;
      const extended = cursor.u8();
      if (extended === EXTENDED.setAddress && length === 5) address = cursor.u32();
      if (extended === EXTENDED.endSequence) {
        emit(true);
        [address, file, line] = [0, 1, 1];
      }
      cursor.at = next;
    } else if (op === OP.copy) emit(false);
    else if (op === OP.advancePc) address += cursor.unsigned() * step;
    else if (op === OP.advanceLine) line += cursor.signed();
    else if (op === OP.setFile) file = cursor.unsigned();
    else if (op === OP.constAddPc) address += Math.floor((255 - opcodeBase) / lineRange) * step;
    else if (op === OP.fixedAdvancePc) address += cursor.u16();
    else for (let i = 0; i < operands[op - 1]; i++) cursor.unsigned();
  }
}

/** Lines by instruction address, every half-word of a row; empty where the table cannot be read. */
export function readLines(sections: DebugSections): Map<number, SourceLine> {
  const rows: Row[] = [];
  const cursor = new Cursor(sections.line);
  try {
    while (cursor.at + 4 <= sections.line.length) {
      const length = cursor.u32();
      if (length >= 0xffff_fff0) break;
      const end = cursor.at + length;
      readUnit(cursor, end, sections, rows);
      cursor.at = end;
    }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  const lines = new Map<number, SourceLine>();
  for (let i = 0; i + 1 < rows.length; i++) {
    const { address, source, ends } = rows[i];
    // Sections that the linker has thrown away begin at 0.
    if (ends || address === 0 || source.line === 0) continue;
    for (let at = address; at < rows[i + 1].address; at += 2) lines.set(at, source);
  }
  return lines;
}
