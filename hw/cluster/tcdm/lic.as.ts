// The narrow side in AssemblyScript, a part of interconnect.as.ts. `at` is the address of the record of interconnect-layout.ts.
// What is as good as random is selected, not branched on: a branch that is foretold wrongly costs more.
import {
  ADDR, ANSWER, ASKING, BANK_GRANTS_AT, BANKS, COMPETITORS_AT, ELEMENTS, KEPT, LOCKED_AT, MASK, RDATA_AT, REQUESTED_AT, RR_AT, SOURCE,
  WDATA, WORDS_AT, WORD_COUNT, WORD_MASK,
} from "./interconnect-layout";

/** Brings each request to its bank; a locked bank keeps its competitors. Not 0 when any bank is requested. */
// @ts-ignore: decorator
@inline
export function compete(at: i32): i32 {
  const requested = load<i32>(at, REQUESTED_AT);
  const locked = load<i32>(at, LOCKED_AT);
  const competitors = load<i32>(at, COMPETITORS_AT);
  const elements = load<i32>(at, ELEMENTS);
  const bankMask = load<i32>(at, BANKS) - 1;
  let active = load<i32>(at, ASKING);
  let left = active;
  for (let e = 0; e < elements; e++) {
    const held = load<i32>(locked + (e << 2));
    store<i32>(requested + (e << 2), held);
    active |= held;
  }
  for (; left != 0; left &= left - 1) {
    const m = ctz(left);
    const b = (load<i32>(at + (m << 2), ADDR) >>> 2) & bankMask;
    const element = (b >>> 5) << 2;
    const bit = 1 << b;
    const set = load<i32>(requested + element);
    const held = load<i32>(locked + element);
    join(competitors + (b << 2), bit, m, set, held);
    store<i32>(requested + element, set | bit);
  }
  return active;
}

/** Port `m` joins the competitors for a bank, one of `requested` before or not; of a locked one, in `held`, it does not. */
// @ts-ignore: decorator
@inline
export function join(place: i32, bit: i32, m: i32, requested: i32, held: i32): void {
  const late = held & bit;
  const before = load<i32>(place);
  const joined = select<i32>(before, 0, requested & bit) | (1 << m);
  store<i32>(place, select<i32>(before, joined, late));
}

/** Swaps neighbouring groups of `width` bits in a set, where the pointer has that bit. */
// @ts-ignore: decorator
@inline
function swapped(set: i32, low: i32, width: i32, pointer: i32): i32 {
  return select<i32>(((set & low) << width) | ((set >>> width) & low), set, pointer & width);
}

/**
 * The leaf that a descent of the binary tree reaches, at each node into the half that the pointer's bit prefers, if it competes:
 * the port whose number differs from the pointer in the lowest bits.
 */
// @ts-ignore: decorator
@inline
export function pick(set: i32, pointer: i32): i32 {
  // Few have competitors: that is foretold rightly more often than not.
  if ((set & (set - 1)) == 0) return ctz(set);
  let near = swapped(set, 0x55555555, 1, pointer);
  near = swapped(near, 0x33333333, 2, pointer);
  near = swapped(near, 0x0f0f0f0f, 4, pointer);
  near = swapped(near, 0x00ff00ff, 8, pointer);
  near = swapped(near, 0x0000ffff, 16, pointer);
  return ctz(near) ^ pointer;
}

/** Bank `b` grants port `m`: its pointer, whom it answers, and the access. */
// @ts-ignore: decorator
@inline
export function serve(at: i32, b: i32, m: i32): void {
  turn(load<i32>(at, RR_AT) + b, load<i32>(load<i32>(at, COMPETITORS_AT) + (b << 2)));
  access(at, b, m);
}

/** The pointer of a bank that has granted one of a set. */
// @ts-ignore: decorator
@inline
export function turn(pointer: i32, set: i32): void {
  const last: i32 = load<u8>(pointer);
  const above = set & -(2 << last);
  store<u8>(pointer, ctz(select<i32>(above, set, above)));
}

/** The same where nobody else competes for the bank: the word that stood there. */
// @ts-ignore: decorator
@inline
export function serveAlone(at: i32, m: i32): i32 {
  const b = (load<i32>(at + (m << 2), ADDR) >>> 2) & (load<i32>(at, BANKS) - 1);
  store<u8>(load<i32>(at, RR_AT) + b, m);
  return access(at, b, m);
}

/** Whether these ports ask for different banks, which all grant, while nobody has been kept waiting: of up to 32 banks. */
// @ts-ignore: decorator
@inline
export function asksFree(at: i32, asking: i32): bool {
  if (load<i32>(at, ELEMENTS) != 1 || load<i32>(at, KEPT) != 0) return false;
  const bankMask = load<i32>(at, BANKS) - 1;
  let requested = 0;
  let refused = ~load<i32>(load<i32>(at, BANK_GRANTS_AT));
  for (let left = asking; left != 0; left &= left - 1) {
    const bit = 1 << ((load<i32>(at + (ctz(left) << 2), ADDR) >>> 2) & bankMask);
    if (bit & (requested | refused)) return false;
    requested |= bit;
  }
  return true;
}

/** The access of port `m` at bank `b`. */
// @ts-ignore: decorator
@inline
function access(at: i32, b: i32, m: i32): i32 {
  const rows = load<i32>(at, WORD_MASK) & -load<i32>(at, BANKS);
  return accessRow(at + (m << 2), b, rows, load<i32>(at, WORDS_AT), load<i32>(at, WORD_COUNT), load<i32>(at, RDATA_AT));
}

/** The access of the port whose inputs lie at `port`; `rows` are the bits of a word's number that choose the row. */
// @ts-ignore: decorator
@inline
export function accessRow(port: i32, b: i32, rows: i32, words: i32, wordCount: i32, rdata: i32): i32 {
  store<i32>(port, b, SOURCE);
  // The word that the address selects in this bank, whichever bank the address itself names.
  const word = ((load<i32>(port, ADDR) >>> 2) & rows) | b;
  let old = 0;
  if (u32(word) < u32(wordCount)) {
    const place = words + (word << 2);
    const mask = load<i32>(port, MASK);
    old = load<i32>(place);
    store<i32>(place, (old & ~mask) | (load<i32>(port, WDATA) & mask));
  }
  store<i32>(rdata + (b << 2), old);
  store<i32>(port, old, ANSWER);
  return old;
}
