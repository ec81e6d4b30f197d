// The guard in AssemblyScript, a part of interconnect.as.ts. `at` is the address of the record of interconnect-layout.ts.
import {
  CONTENDED, COUNTER, DENOMINATOR, ELEMENTS, MAX_STALL, NEWER, NUMERATOR, REQUESTED_AT, SPAN_AT, SUPPRESSED,
  WIDE_REQ,
} from "./interconnect-layout";

/** Whether the high side gets nothing in this clock, and whether the guard's counter counts. */
// @ts-ignore: decorator
@inline
export function guard(at: i32, active: i32): i32 {
  let both = 0;
  if (load<i32>(at, NEWER) != 0) {
    const elements = load<i32>(at, ELEMENTS);
    const span = load<i32>(at, SPAN_AT);
    const requested = load<i32>(at, REQUESTED_AT);
    for (let e = 0; e < elements; e++) both |= load<i32>(span + (e << 2)) & load<i32>(requested + (e << 2));
  }
  return guardBanks(at, active, both);
}

/** The same for a design whose banks that both sides ask for are known: not 0 where there are any. */
// @ts-ignore: decorator
@inline
export function guardBanks(at: i32, active: i32, both: i32): i32 {
  const counter = load<i32>(at, COUNTER);
  let suppressed: i32;
  let contended: i32;
  if (load<i32>(at, NEWER) == 0) {
    const most = load<i32>(at, MAX_STALL);
    suppressed = i32(most > 0) & i32(counter >= most);
    contended = i32(active != 0) & load<i32>(at, WIDE_REQ) & (suppressed ^ 1);
  } else {
    contended = i32(both != 0);
    const from = load<i32>(at, NUMERATOR);
    suppressed = i32(from > 0) & i32(counter >= from) & i32(counter < load<i32>(at, DENOMINATOR)) & contended;
  }
  store<i32>(at, suppressed, SUPPRESSED);
  store<i32>(at, contended, CONTENDED);
  return suppressed;
}

// @ts-ignore: decorator
@inline
export function edgeGuard(at: i32): void {
  const counter = load<i32>(at, COUNTER);
  const contended = load<i32>(at, CONTENDED);
  let next = (counter + 1) & 0xff;
  if (load<i32>(at, NEWER) == 0) next = contended != 0 ? next : 0;
  else if (contended == 0) next = counter;
  else if (counter == load<i32>(at, DENOMINATOR) - 1) next = 0;
  store<i32>(at, next, COUNTER);
}
