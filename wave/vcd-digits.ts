const ZERO = 48;
const ONE = 49;

/**
 * Binary digits, the most significant first, into words of 32 bits with a mask of those that are no 0 or 1. What is left out in front
 * is 0, or unknown where the first digit is.
 */
export function decodeVector(
  bytes: Uint8Array,
  from: number,
  to: number,
  words: Uint32Array,
  unknown: Uint32Array,
  first: number,
  width: number,
): void {
  const last = first + ((width + 31) >>> 5);
  let w = first;
  let at = to;
  // Whole words of digits first, without a question for every one of them.
  for (; at - from >= 32 && w < last; at -= 32, w++) {
    let word = 0;
    let seen = 0;
    for (let i = at - 1, bit = 0; bit < 32; i--, bit++) {
      const c = bytes[i];
      word |= (c & 1) << bit;
      seen |= c;
    }
    words[w] = word;
    unknown[w] = 0;
    if (seen > ONE) decodeWord(bytes, at - 32, at, words, unknown, w);
  }
  if (w < last) {
    decodeWord(bytes, from, at, words, unknown, w);
    const fill = from === to || bytes[from] === ONE || bytes[from] === ZERO ? 0 : -1;
    unknown[w] |= fill << (at - from);
    for (w++; w < last; w++) {
      words[w] = 0;
      unknown[w] = fill;
    }
  }
  const rest = width & 31;
  if (rest === 0) return;
  words[last - 1] &= 2 ** rest - 1;
  unknown[last - 1] &= 2 ** rest - 1;
}

/** Up to 32 digits into one word. */
function decodeWord(
  bytes: Uint8Array,
  from: number,
  to: number,
  words: Uint32Array,
  unknown: Uint32Array,
  at: number,
): void {
  let word = 0;
  let mask = 0;
  for (let i = to - 1, bit = 0; i >= from; i--, bit++) {
    if (bytes[i] === ONE) word |= 1 << bit;
    else if (bytes[i] !== ZERO) mask |= 1 << bit;
  }
  words[at] = word;
  unknown[at] = mask;
}
