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

/** The words of the wide access whose banks are connected and grant. */
// @ts-ignore: decorator
@inline
function serveWide(at: i32): void {
  const connected = load<i32>(at, WIDE_AT);
  const free = load<i32>(at, BANK_GRANTS_AT);
  const words = load<i32>(at, WORDS_AT);
  const rdata = load<i32>(at, RDATA_AT);
  const wordMask = load<i32>(at, WORD_MASK);
  const bankMask = load<i32>(at, BANKS) - 1;
  const start = load<i32>(at, WIDE_ADDR) >>> 2;
  const count = load<i32>(at, WIDE_WORDS);
  const writes = -load<i32>(at, WIDE_WRITE);
  for (let i = 0; i < count; i++) {
    const word = (start + i) & wordMask;
    const b = word & bankMask;
    const element = (b >>> 5) << 2;
    if (((load<i32>(connected + element) & load<i32>(free + element)) >>> (b & 31)) & 1) {
      let old = 0;
      if (u32(word) < u32(load<i32>(at, WORD_COUNT))) {
        const place = words + (word << 2);
        const mask = writes & load<i32>(load<i32>(at, WIDE_MASK_AT) + (i << 2));
        old = load<i32>(place);
        store<i32>(place, (old & ~mask) | (load<i32>(load<i32>(at, WIDE_WDATA_AT) + (i << 2)) & mask));
      }
      store<i32>(rdata + (b << 2), old);
    }
  }
}

/** A granted read, which is connected to all of its banks. */
// @ts-ignore: decorator
@inline
function readWide(at: i32): void {
  const words = load<i32>(at, WORDS_AT);
  const rdata = load<i32>(at, RDATA_AT);
  const out = load<i32>(at, WIDE_RDATA_AT);
  const wordMask = load<i32>(at, WORD_MASK);
  const bankMask = load<i32>(at, BANKS) - 1;
  const wordCount = load<i32>(at, WORD_COUNT);
  const start = load<i32>(at, WIDE_ADDR) >>> 2;
  const count = load<i32>(at, WIDE_WORDS);
  for (let i = 0; i < count; i++) {
    const word = (start + i) & wordMask;
    const value = u32(word) < u32(wordCount) ? load<i32>(words + (word << 2)) : 0;
    store<i32>(rdata + ((word & bankMask) << 2), value);
    store<i32>(out + (i << 2), value);
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
  if (granted & (load<i32>(at, WIDE_WRITE) ^ 1)) readWide(at);
  else {
    serveWide(at);
    if (granted) answer(at);
  }
}
