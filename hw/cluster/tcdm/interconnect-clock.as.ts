// A clock of the interconnect in AssemblyScript, a part of interconnect.as.ts. `at` is the address of the record of interconnect-layout.ts.
import {
  ACTIVE, ASKING, BANK_GRANTS_AT, COMPETITORS_AT, COUNTER, ELEMENTS, FROZEN_AT, GRANTS, INVERT_PRIO, KEPT, LOCKED_AT, MASTER_AT,
  NARROW_AT, NEWER, REFUSED, REQUESTED_AT, RR_AT, SPAN_AT, VALID, WIDE_AT, WIDE_GNT, WIDE_REQ,
} from "./interconnect-layout";
import { edgeGuard, guard } from "./arbiter.as";
import { serveBanks, settleBanks } from "./bank-clock.as";
import { asksFree, compete, pick, serve } from "./lic.as";
import { edgeWide, spread } from "./wide-router.as";

/** From the requests of both sides to their grants, which may be repeated; with `whole` their accesses too, and locks, which may not. */
// @ts-ignore: decorator
@inline
function connect(at: i32, whole: bool): void {
  const active = compete(at);
  store<i32>(at, i32(active != 0), ACTIVE);
  spread(at);
  const suppressed = guard(at, active);
  // Sets of all banks or of none.
  const pass = suppressed - 1;
  const inverted = load<i32>(at, INVERT_PRIO);
  const shared = -suppressed;
  const licAlone = inverted == 0 ? pass : -1;
  const licShared = inverted == 0 ? pass : shared;
  const wideAlone = inverted == 0 ? -1 : pass;
  const wideShared = inverted == 0 ? shared : pass;
  const elements = load<i32>(at, ELEMENTS);
  const competitors = load<i32>(at, COMPETITORS_AT);
  const pointers = load<i32>(at, RR_AT);
  const master = load<i32>(at, MASTER_AT);
  let refused = 0;
  let grants = 0;
  let denied = 0;
  let locks = 0;
  for (let e = 0; e < elements; e++) {
    const to = e << 2;
    const narrow = load<i32>(load<i32>(at, REQUESTED_AT) + to);
    const wide = load<i32>(load<i32>(at, SPAN_AT) + to);
    const free = load<i32>(load<i32>(at, BANK_GRANTS_AT) + to);
    const connected = narrow & ((wide & licShared) | (~wide & licAlone));
    const connectedWide = wide & ((narrow & wideShared) | (~narrow & wideAlone));
    store<i32>(load<i32>(at, NARROW_AT) + to, connected);
    store<i32>(load<i32>(at, WIDE_AT) + to, connectedWide);
    denied |= (connectedWide & free) ^ wide;
    refused |= (connected & free) ^ narrow;
    for (let left = connected; left != 0; left &= left - 1) {
      const bank = ctz(left);
      const b = (e << 5) | bank;
      const m = pick(load<i32>(competitors + (b << 2)), load<u8>(pointers + b));
      const granted = (free >>> bank) & 1;
      store<u8>(master + b, m);
      grants |= granted << m;
      if (whole && granted) serve(at, b, m);
    }
    if (whole) locks |= lock(at, e, narrow, connected & free);
  }
  store<i32>(at, grants, GRANTS);
  store<i32>(at, refused, REFUSED);
  // A partly granted access is denied as a whole, although the granted banks execute it.
  store<i32>(at, load<i32>(at, WIDE_REQ) & i32(denied == 0), WIDE_GNT);
  if (whole) edgeRest(at, locks);
}

/**
 * Locks the banks of element `e` that were requested and have not granted: those that were locked before keep their competitors. Not 0
 * when there are any.
 */
// @ts-ignore: decorator
@inline
function lock(at: i32, e: i32, requested: i32, granted: i32): i32 {
  const kept = requested & ~granted;
  const locked = load<i32>(at, LOCKED_AT) + (e << 2);
  const before = load<i32>(locked);
  store<i32>(locked, kept);
  for (let left = kept & ~before; left != 0; left &= left - 1) {
    const b = ((e << 5) | ctz(left)) << 2;
    store<i32>(load<i32>(at, FROZEN_AT) + b, load<i32>(load<i32>(at, COMPETITORS_AT) + b));
  }
  return kept;
}

/** Whom the next clock answers, the wide access, the guard. */
// @ts-ignore: decorator
@inline
function edgeRest(at: i32, locks: i32): void {
  store<i32>(at, load<i32>(at, GRANTS), VALID);
  store<i32>(at, locks == 0 ? 0 : load<i32>(at, KEPT) | load<i32>(at, ASKING), KEPT);
  edgeWide(at);
  edgeGuard(at);
}

/** From the requests of both sides to their grants. May be repeated. */
export function settle(at: i32): void {
  if (load<i32>(at, ELEMENTS) == 1) settleBanks(at);
  else connect(at, false);
}

/** Pointers, locks, banks, whom the next clock answers, the guard. */
export function edge(at: i32): void {
  if (load<i32>(at, ELEMENTS) == 1) {
    edgeRest(at, lock(at, 0, load<i32>(load<i32>(at, REQUESTED_AT)), serveBanks(at)));
    return;
  }
  const elements = load<i32>(at, ELEMENTS);
  const master = load<i32>(at, MASTER_AT);
  let locks = 0;
  for (let e = 0; e < elements; e++) {
    const to = e << 2;
    const granted = load<i32>(load<i32>(at, NARROW_AT) + to) & load<i32>(load<i32>(at, BANK_GRANTS_AT) + to);
    for (let left = granted; left != 0; left &= left - 1) {
      const b = (e << 5) | ctz(left);
      serve(at, b, load<u8>(master + b));
    }
    locks |= lock(at, e, load<i32>(load<i32>(at, REQUESTED_AT) + to), granted);
  }
  edgeRest(at, locks);
}

/**
 * Whether all of these ports are granted in a clock without a wide request because each is alone at its bank. Then `edgeFree`,
 * and `serveAlone` for each, are the whole clock.
 */
// @ts-ignore: decorator
@inline
export function isFree(at: i32, asking: i32): bool {
  return (load<i32>(at, NEWER) | i32(load<i32>(at, COUNTER) == 0)) != 0 && asksFree(at, asking);
}

/** The edge of such a clock, but for the accesses. */
// @ts-ignore: decorator
@inline
export function edgeFree(at: i32, asking: i32): void {
  store<i32>(at, asking, ASKING);
  store<i32>(at, asking, GRANTS);
  store<i32>(at, asking, VALID);
}

/** `settle` and `edge` in one. */
export function clock(at: i32): void {
  connect(at, true);
}
