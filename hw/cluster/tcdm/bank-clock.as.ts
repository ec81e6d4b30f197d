// A clock of an interconnect of up to 32 banks, one set of them, in locals: a part of interconnect-clock.as.ts, which does the same for any.
import {
  ACTIVE, ADDR, ASKING, BANKS, BANK_GRANTS_AT, COMPETITORS_AT, GRANTS, INVERT_PRIO, LOCKED_AT, MASTER_AT, NARROW_AT, RDATA_AT, REFUSED,
  REQUESTED_AT, RR_AT, SPAN_AT, WIDE_ADDR, WIDE_AT, WIDE_GNT, WIDE_REQ, WIDE_WORDS, WORDS_AT, WORD_COUNT, WORD_MASK,
} from "./interconnect-layout";
import { guardBanks } from "./arbiter.as";
import { accessRow, join, pick, turn } from "./lic.as";

/** Banks of the wide request, `count` neighbours from bank `from` on, round the end. */
// @ts-ignore: decorator
@inline
function spanOf(at: i32, banks: i32): i32 {
  if (load<i32>(at, WIDE_REQ) == 0) return 0;
  const count = load<i32>(at, WIDE_WORDS);
  const from = (load<i32>(at, WIDE_ADDR) >>> 2) & (banks - 1);
  const words = (u64(1) << u64(count)) - 1;
  return i32((words << u64(from)) | (words >>> u64(banks - from))) & (-1 >>> (32 - banks));
}

/** From the requests of both sides to their grants. */
// @ts-ignore: decorator
@inline
export function settleBanks(at: i32): void {
  const banks = load<i32>(at, BANKS);
  const competitors = load<i32>(at, COMPETITORS_AT);
  const held = load<i32>(load<i32>(at, LOCKED_AT));
  const asking = load<i32>(at, ASKING);
  let narrow = held;
  for (let left = asking; left != 0; left &= left - 1) {
    const m = ctz(left);
    const b = (load<i32>(at + (m << 2), ADDR) >>> 2) & (banks - 1);
    const bit = 1 << b;
    join(competitors + (b << 2), bit, m, narrow, held);
    narrow |= bit;
  }
  const active = asking | held;
  const wide = spanOf(at, banks);
  const suppressed = guardBanks(at, active, narrow & wide);
  // Sets of all banks or of none.
  const pass = suppressed - 1;
  const inverted = load<i32>(at, INVERT_PRIO);
  const licShared = inverted == 0 ? pass : -suppressed;
  const licAlone = inverted == 0 ? pass : -1;
  const wideShared = inverted == 0 ? -suppressed : pass;
  const wideAlone = inverted == 0 ? -1 : pass;
  const free = load<i32>(load<i32>(at, BANK_GRANTS_AT));
  const connected = narrow & ((wide & licShared) | (~wide & licAlone));
  const connectedWide = wide & ((narrow & wideShared) | (~narrow & wideAlone));
  const pointers = load<i32>(at, RR_AT);
  const master = load<i32>(at, MASTER_AT);
  let grants = 0;
  for (let left = connected; left != 0; left &= left - 1) {
    const b = ctz(left);
    const m = pick(load<i32>(competitors + (b << 2)), load<u8>(pointers + b));
    store<u8>(master + b, m);
    grants |= ((free >>> b) & 1) << m;
  }
  store<i32>(load<i32>(at, REQUESTED_AT), narrow);
  store<i32>(load<i32>(at, SPAN_AT), wide);
  store<i32>(load<i32>(at, NARROW_AT), connected);
  store<i32>(load<i32>(at, WIDE_AT), connectedWide);
  store<i32>(at, i32(active != 0), ACTIVE);
  store<i32>(at, grants, GRANTS);
  store<i32>(at, (connected & free) ^ narrow, REFUSED);
  // A partly granted access is denied as a whole, although the granted banks execute it.
  store<i32>(at, load<i32>(at, WIDE_REQ) & i32(((connectedWide & free) ^ wide) == 0), WIDE_GNT);
}

/** Accesses of the narrow side, and the pointers of their banks; the banks. */
// @ts-ignore: decorator
@inline
export function serveBanks(at: i32): i32 {
  const competitors = load<i32>(at, COMPETITORS_AT);
  const pointers = load<i32>(at, RR_AT);
  const master = load<i32>(at, MASTER_AT);
  const rdata = load<i32>(at, RDATA_AT);
  const words = load<i32>(at, WORDS_AT);
  const wordCount = load<i32>(at, WORD_COUNT);
  const rows = load<i32>(at, WORD_MASK) & -load<i32>(at, BANKS);
  const granted = load<i32>(load<i32>(at, NARROW_AT)) & load<i32>(load<i32>(at, BANK_GRANTS_AT));
  for (let left = granted; left != 0; left &= left - 1) {
    const b = ctz(left);
    turn(pointers + b, load<i32>(competitors + (b << 2)));
    accessRow(at + (i32(load<u8>(master + b)) << 2), b, rows, words, wordCount, rdata);
  }
  return granted;
}
