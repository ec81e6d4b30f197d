// The wide side in AssemblyScript, a part of interconnect.as.ts. `at` is the address of the record of interconnect-layout.ts.
import {
  BANKS, BANK_GRANTS_AT, ELEMENTS, OFFSET, RDATA_AT, SPAN_AT, WIDE_ADDR, WIDE_AT, WIDE_CLEAR, WIDE_GNT, WIDE_MASK_AT,
  WIDE_RDATA_AT, WIDE_REQ, WIDE_VALID, WIDE_WDATA_AT, WIDE_WORDS, WIDE_WRITE, WORDS_AT, WORD_COUNT, WORD_MASK,
} from "./interconnect-layout";

/** The lowest `n` bits, none for a negative number. */
// @ts-ignore: decorator
@inline
function ones(n: i32): i32 {
  return n >= 32 ? -1 : n <= 0 ? 0 : (1 << n) - 1;
}

/** The banks of the wide request, neighbours from its first one on, past the last bank on from bank 0. */
// @ts-ignore: decorator
@inline
export function spread(at: i32): void {
  const span = load<i32>(at, SPAN_AT);
  const elements = load<i32>(at, ELEMENTS);
  const banks = load<i32>(at, BANKS);
  const count = load<i32>(at, WIDE_REQ) == 0 ? 0 : load<i32>(at, WIDE_WORDS);
  const from = (load<i32>(at, WIDE_ADDR) >>> 2) & (banks - 1);
  const within = ones(banks);
  for (let e = 0; e < elements; e++) {
    // Banks from `from` on up to the first one of this element, and from there on up to `from` again.
    const ahead = ((e << 5) - from) & (banks - 1);
    const start = banks - ahead;
    const begins = start < 32 ? ones(count) << start : 0;
    store<i32>(span + (e << 2), (ones(count - ahead) | begins) & within);
  }
}

/** Word `i` of the wide access; what stood there before, 0 past the end of the memory. */
// @ts-ignore: decorator
@inline
function accessWord(at: i32, word: i32, i: i32): i32 {
  if (u32(word) >= u32(load<i32>(at, WORD_COUNT))) return 0;
  const place = load<i32>(at, WORDS_AT) + (word << 2);
  const mask = -load<i32>(at, WIDE_WRITE) & load<i32>(load<i32>(at, WIDE_MASK_AT) + (i << 2));
  const old = load<i32>(place);
  store<i32>(place, (old & ~mask) | (load<i32>(load<i32>(at, WIDE_WDATA_AT) + (i << 2)) & mask));
  return old;
}

/** The words of a refused access whose banks are connected and grant: reads inside a memory of up to 32 banks. */
// @ts-ignore: decorator
@inline
function serveWide(at: i32): void {
  const start = (load<i32>(at, WIDE_ADDR) >>> 2) & load<i32>(at, WORD_MASK);
  const outside = start + load<i32>(at, WIDE_WORDS) > load<i32>(at, WORD_COUNT);
  if (load<i32>(at, WIDE_WRITE) | i32(outside) | (load<i32>(at, ELEMENTS) - 1)) {
    serveWords(at);
    return;
  }
  const rdata = load<i32>(at, RDATA_AT);
  const bankMask = load<i32>(at, BANKS) - 1;
  const from = load<i32>(at, WORDS_AT) + (start << 2);
  let left = load<i32>(load<i32>(at, WIDE_AT)) & load<i32>(load<i32>(at, BANK_GRANTS_AT));
  for (; left != 0; left &= left - 1) {
    const b = ctz(left);
    store<i32>(rdata + (b << 2), load<i32>(from + (((b - start) & bankMask) << 2)));
  }
}

/** The same word by word. */
function serveWords(at: i32): void {
  const connected = load<i32>(at, WIDE_AT);
  const free = load<i32>(at, BANK_GRANTS_AT);
  const rdata = load<i32>(at, RDATA_AT);
  const wordMask = load<i32>(at, WORD_MASK);
  const bankMask = load<i32>(at, BANKS) - 1;
  const start = load<i32>(at, WIDE_ADDR) >>> 2;
  const count = load<i32>(at, WIDE_WORDS);
  for (let i = 0; i < count; i++) {
    const word = (start + i) & wordMask;
    const b = word & bankMask;
    const element = (b >>> 5) << 2;
    if (((load<i32>(connected + element) & load<i32>(free + element)) >>> (b & 31)) & 1) {
      store<i32>(rdata + (b << 2), accessWord(at, word, i));
    }
  }
}

/** Copies words, two in a step. */
// @ts-ignore: decorator
@inline
function copyWords(from: i32, to: i32, count: i32): void {
  const end = from + (count << 2);
  for (; from + 8 <= end; from += 8, to += 8) store<i64>(to, load<i64>(from));
  if (from != end) store<i32>(to, load<i32>(from));
}

/** A granted access, which is connected to all of its banks: reads inside the memory are two or three copies. */
// @ts-ignore: decorator
@inline
function accessWide(at: i32): void {
  const start = (load<i32>(at, WIDE_ADDR) >>> 2) & load<i32>(at, WORD_MASK);
  const count = load<i32>(at, WIDE_WORDS);
  if (load<i32>(at, WIDE_WRITE) != 0 || start + count > load<i32>(at, WORD_COUNT)) {
    accessWords(at);
    return;
  }
  const banks = load<i32>(at, BANKS);
  const rdata = load<i32>(at, RDATA_AT);
  const from = load<i32>(at, WORDS_AT) + (start << 2);
  const bank = start & (banks - 1);
  const first = min(count, banks - bank);
  copyWords(from, load<i32>(at, WIDE_RDATA_AT), count);
  copyWords(from, rdata + (bank << 2), first);
  copyWords(from + (first << 2), rdata, count - first);
}

/** The same word by word: writes, and past the end of the memory, where it begins again or has no words. */
function accessWords(at: i32): void {
  const rdata = load<i32>(at, RDATA_AT);
  const out = load<i32>(at, WIDE_RDATA_AT);
  const wordMask = load<i32>(at, WORD_MASK);
  const bankMask = load<i32>(at, BANKS) - 1;
  const start = load<i32>(at, WIDE_ADDR) >>> 2;
  const count = load<i32>(at, WIDE_WORDS);
  for (let i = 0; i < count; i++) {
    const word = (start + i) & wordMask;
    const old = accessWord(at, word, i);
    store<i32>(rdata + ((word & bankMask) << 2), old);
    store<i32>(out + (i << 2), old);
  }
}

/** The words of the wide answer, from the registers of its banks. */
export function answer(at: i32): void {
  const rdata = load<i32>(at, RDATA_AT);
  const out = load<i32>(at, WIDE_RDATA_AT);
  const bankMask = load<i32>(at, BANKS) - 1;
  const count = load<i32>(at, WIDE_WORDS);
  const from = load<i32>(at, OFFSET);
  for (let i = 0; i < count; i++) store<i32>(out + (i << 2), load<i32>(rdata + (((from + i) & bankMask) << 2)));
}

// @ts-ignore: decorator
@inline
export function edgeWide(at: i32): void {
  const granted = load<i32>(at, WIDE_GNT);
  store<i32>(at, load<i32>(at, WIDE_CLEAR) != 0 ? 0 : granted, WIDE_VALID);
  if (granted != 0) store<i32>(at, (load<i32>(at, WIDE_ADDR) >>> 2) & (load<i32>(at, BANKS) - 1), OFFSET);
  if (load<i32>(at, WIDE_REQ) == 0) return;
  if (granted) accessWide(at);
  else serveWide(at);
}

/** The edge of a clock in which the wide port asks alone and is granted. */
export function edgeLone(at: i32): void {
  store<i32>(at, 1, WIDE_GNT);
  edgeWide(at);
}
