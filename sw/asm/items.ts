/** What a section is made of. An item knows its size when the addresses before it are known, and its bytes at the end. */
import { evaluate, isAddress, type Expression, type Place } from "./expression.js";
import { COMMON_OPERANDS } from "../isa/operands.js";
import { RV32C } from "../isa/rv32c.js";
import { distance, encode, type Form } from "./form.js";
import { fail, type Statement } from "./source.js";
import type { Marker } from "./symbols.js";

export interface Item extends Marker {
  size: number;
  /** Sets `size` from the item's own address, in the course of a layout. */
  place?(): void;
  /** Updates `size` from the addresses of a whole layout, after it; true if it changed. */
  resize?(): boolean;
  /** The same for branches, which grow only when every other size is settled. */
  grow?(): boolean;
  /** Fills `bytes`, which are `size` zero bytes. */
  write?(bytes: Uint8Array, place: Place): void;
  /** Set for items of instructions and data, which bss cannot hold. */
  readonly content?: boolean;
  readonly at?: Statement;
}

const NOWHERE: Place = { pc: 0, pcrelAt: () => undefined };

export function put(bytes: Uint8Array, offset: number, size: number, value: bigint | number): void {
  let rest = BigInt.asUintN(64, BigInt(value));
  for (let i = 0; i < size; i++) {
    bytes[offset + i] = Number(rest & 0xffn);
    rest >>= 8n;
  }
}

/** A place without bytes: a label or `.`. */
export const markerItem = (): Item => ({ address: 0, size: 0 });

export const bytesItem = (at: Statement, data: Uint8Array): Item => ({
  address: 0,
  size: data.length,
  content: true,
  at,
  write: (bytes) => bytes.set(data),
});

/** A value of `.byte`, `.half`, `.word`, `.dword`. */
export function dataItem(at: Statement, width: number, expression: Expression, offset: number): Item {
  return {
    address: 0,
    size: width,
    content: true,
    at,
    write(bytes, place) {
      const value = evaluate(expression, place);
      const bits = 8 * width;
      if (width < 4 && BigInt.asUintN(bits, value) !== value && BigInt.asIntN(bits, value) !== value) {
        fail(at, offset, `the value ${value} does not fit ${width} byte${width > 1 ? "s" : ""}`);
      }
      put(bytes, 0, width, value);
    },
  };
}

/** The bytes of a number in groups of seven bits, the lowest first. */
function leb128(value: bigint, signed: boolean): number[] {
  const bytes: number[] = [];
  for (let rest = value; ;) {
    const low = Number(rest & 0x7fn);
    rest >>= 7n;
    const isLast = signed ? rest === (low & 0x40 ? -1n : 0n) : rest === 0n;
    bytes.push(isLast ? low : low | 0x80);
    if (isLast) return bytes;
  }
}

/** A value of `.uleb128` or `.sleb128`, as long as it needs. */
export function leb128Item(at: Statement, expression: Expression, offset: number, signed: boolean): Item {
  const bytesOf = (): number[] => {
    const value = evaluate(expression, NOWHERE);
    if (!signed && value < 0n) fail(at, offset, `.uleb128 holds no negative number such as ${value}`);
    return leb128(value, signed);
  };
  return {
    address: 0,
    size: 1,
    content: true,
    at,
    resize() {
      // It only grows, so that the layout comes to an end.
      const size = Math.max(this.size, bytesOf().length);
      const changed = size !== this.size;
      this.size = size;
      return changed;
    },
    write(bytes) {
      const own = bytesOf();
      const filler = signed && evaluate(expression, NOWHERE) < 0n ? 0x7f : 0;
      bytes.fill(filler | 0x80);
      bytes.set(own);
      for (let i = own.length - 1; i < bytes.length - 1; i++) bytes[i] |= 0x80;
      bytes[bytes.length - 1] &= 0x7f;
    },
  };
}

/** `.align` and its kin; code is padded with `nop`. */
export function alignItem(
  at: Statement,
  alignment: number,
  fill: number | undefined,
  limit: number,
  code: boolean,
): Item {
  return {
    address: 0,
    size: 0,
    at,
    place() {
      const gap = (alignment - (this.address % alignment)) % alignment;
      this.size = gap > limit ? 0 : gap;
    },
    write(bytes) {
      if (fill !== undefined || !code) {
        bytes.fill(fill ?? 0);
        return;
      }
      let offset = bytes.length % 2;
      if ((bytes.length - offset) % 4 === 2) {
        put(bytes, offset, 2, 0x0001);
        offset += 2;
      }
      for (; offset < bytes.length; offset += 4) put(bytes, offset, 4, 0x00000013);
    },
  };
}

const MAX_SPACE = 2 ** 28;

/** Bytes of a repeated value of `.fill` that hold it; those above are zero. */
const FILL_BYTES = 4;

/**
 * `.space`, `.fill` and `.org`: `count` times `width` bytes of a value; for `.org`, up to `count` bytes behind `start`, or up to the
 * address `count` where it is one.
 */
export function spaceItem(
  at: Statement,
  offset: number,
  count: Expression,
  width: number,
  value: Expression,
  start?: Marker,
): Item {
  const origin = start !== undefined && isAddress(count) ? { address: 0 } : start;
  return {
    address: 0,
    size: 0,
    at,
    resize() {
      const wanted = Number(evaluate(count, NOWHERE)) * width;
      const size = origin ? origin.address + wanted - this.address : wanted;
      const changed = size !== this.size;
      // A negative size may be passing while branches still grow; `write` refuses one that stays.
      this.size = Math.max(0, Math.min(size, MAX_SPACE + 1));
      if (size > MAX_SPACE)
        fail(at, offset, `${size} bytes are more than the ${MAX_SPACE} that one directive may reserve`);
      return changed && size >= 0;
    },
    write(bytes, place) {
      const wanted = Number(evaluate(count, NOWHERE)) * width;
      const size = origin ? origin.address + wanted - this.address : wanted;
      if (size < 0) fail(at, offset, `the size is ${size}, which is negative`);
      const fill = evaluate(value, place);
      for (let i = 0; i < bytes.length; i += width) put(bytes, i, Math.min(width, FILL_BYTES), fill);
    },
  };
}

export interface CodeItem extends Item {
  /** The target of the `%pcrel_hi` that the instruction holds. */
  readonly pcrelTarget?: Expression;
}

function pcrelTarget(form: Form): Expression | undefined {
  for (const value of form.values) {
    if (typeof value !== "number" && value.kind === "modifier" && value.name === "pcrel_hi") return value.operand;
  }
  return undefined;
}

/** One instruction of fixed size. */
export function codeItem(at: Statement, form: Form): CodeItem {
  const size = form.instruction.bytes;
  const target = pcrelTarget(form);
  return {
    address: 0,
    size,
    content: true,
    at,
    write: (bytes, place) => put(bytes, 0, size, encode(at, form, place)),
    ...(target ? { pcrelTarget: target } : {}),
  };
}

/** Bit that turns a conditional branch into its opposite; none for jumps. */
function inversion({ instruction }: Form): number {
  const operand = instruction.slots.find((slot) => slot.operand.kind === "target")!.operand;
  if (operand === COMMON_OPERANDS.offs13) return 0x1000;
  return operand === RV32C.operands!.offs9 ? 0x2000 : 0;
}

interface Reach {
  readonly size: number;
  fits(distance: number): boolean;
}

const reachOf = (form: Form): Reach => {
  const { operand } = form.instruction.slots.find((slot) => slot.operand.kind === "target")!;
  return { size: form.instruction.bytes, fits: (d) => d >= operand.min && d <= operand.max };
};

/**
 * A branch or jump whose size depends on its reach: forms of 2 and 4 bytes in ascending order, and for a conditional branch
 * the opposite branch over a `jal` at last. It starts small and only grows, so the layout comes to a fixed point.
 */
export function branchItem(at: Statement, forms: readonly Form[], jump: (target: Expression) => Form): Item {
  const targetIndex = (form: Form): number =>
    form.instruction.slots.findIndex((slot) => slot.operand.kind === "target");
  const target = forms[0].values[targetIndex(forms[0])] as Expression;
  const flip = inversion(forms[0]);
  const choices: Reach[] = forms.map(reachOf);
  const far = flip === 0 ? undefined : jump(target);
  if (far) choices.push({ size: forms[0].instruction.bytes + 4, fits: () => true });
  let choice = 0;
  return {
    address: 0,
    size: choices[0].size,
    content: true,
    at,
    grow() {
      const before = choice;
      const away = distance(target, { pc: this.address, pcrelAt: () => undefined });
      while (choice < choices.length - 1 && !choices[choice].fits(away)) choice++;
      this.size = choices[choice].size;
      return choice !== before;
    },
    write(bytes, place) {
      if (!far || choice < forms.length) {
        put(bytes, 0, this.size, encode(at, forms[choice], place));
        return;
      }
      const short = forms[0];
      const over = short.values.map((value, i) => (i === targetIndex(short) ? overJump(place.pc, this.size) : value));
      const size = short.instruction.bytes;
      put(bytes, 0, size, encode(at, { ...short, values: over }, place) ^ flip);
      put(bytes, size, 4, encode(at, far, { ...place, pc: place.pc + size }));
    },
  };
}

const overJump = (pc: number, size: number): Expression => ({ kind: "number", value: BigInt(pc + size) });
