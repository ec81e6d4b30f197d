import { expect, test } from "vitest";
import { ReadBurstPort, WriteBurstPort } from "../../hw/cluster/l2/l2-port.js";
import { NarrowPort, WidePort } from "../../hw/ports.js";
import { BankChecker } from "./banks.js";
import { ReadBurstChecker, WriteBurstChecker } from "./burst-ports.js";
import { CheckerList, type Checker } from "./checker.js";
import { NarrowPortChecker } from "./narrow-port.js";
import { WidePortChecker } from "./wide-port.js";

/** Shows a port one clock after the other and checks each. */
function play<Port extends object>(port: Port, checker: Checker, clocks: readonly Partial<Port>[]): void {
  clocks.forEach((fields, clock) => checker.check((Object.assign(port, fields), clock)));
}

const grant = { req: 1, gnt: 1, rvalid: 0 };
const refusal = { req: 1, gnt: 0, rvalid: 0, addr: 8, write: 0 };
const rest = { req: 0, gnt: 0, rvalid: 0 };
const answer = { ...rest, rvalid: 1 };

function narrow(...clocks: Partial<NarrowPort>[]): () => void {
  const port = new NarrowPort();
  const checker = new NarrowPortChecker(port, "data", { open: 2 });
  return () => play(port, checker, clocks);
}

test("a narrow port that keeps its protocol passes", () => {
  expect(narrow(refusal, refusal, { ...grant, addr: 8 }, { ...grant, addr: 12 }, answer, rest, answer)).not.toThrow();
  expect(narrow(grant, { ...refusal, rvalid: 1, err: 1 }, rest)).not.toThrow();
  // Data of a read may change.
  expect(narrow({ ...refusal, wdata: 1 }, { ...refusal, wdata: 2 })).not.toThrow();
});

test.each<[string, () => void, RegExp]>([
  ["a request that is withdrawn", narrow(refusal, rest), /clock 1, data: the refused request for 0x8 is withdrawn/],
  ["another address", narrow(refusal, { ...refusal, addr: 12 }), /0x8 has become another one, for 0xc/],
  ["a read that becomes a write", narrow(refusal, { ...refusal, write: 1 }), /has become another one/],
  ["other data", narrow({ ...refusal, write: 1 }, { ...refusal, write: 1, wdata: 5 }), /has become another one/],
  ["other byte enables", narrow({ ...refusal, write: 1 }, { ...refusal, write: 1, be: 1 }), /has become another one/],
  ["another atomic", narrow(refusal, { ...refusal, atomic: 3 }), /has become another one/],
  ["an answer in the clock of its grant", narrow({ ...grant, rvalid: 1 }), /a response without an open access/],
  ["a second answer", narrow(grant, answer, answer), /clock 2, data: a response without an open access/],
  ["a third open access", narrow(grant, grant, grant), /3 open accesses, 2 are allowed/],
])("narrow port: %s is reported", (_what, run, message) => expect(run).toThrow(message));

test("a port of a TCDM answers in the clock after the grant and in no other", () => {
  const tcdm = (...clocks: Partial<NarrowPort>[]) => {
    const port = new NarrowPort();
    return () => play(port, new NarrowPortChecker(port, "tcdm", { nextClock: true }), clocks);
  };
  expect(tcdm(grant, answer)).not.toThrow();
  expect(tcdm(grant, rest)).toThrow(/no response one clock after the grant/);
  expect(tcdm(grant, { ...grant, rvalid: 1 }, answer, rest)).not.toThrow();
});

function wide(...clocks: Partial<WidePort>[]): () => void {
  const port = new WidePort(3);
  return () => play(port, new WidePortChecker(port, "wide"), clocks);
}
const wanted = { be: Uint8Array.of(0, 3, 0) };

test.each<[string, () => void, RegExp | null]>([
  ["a read", wide({ ...grant, ...wanted }, answer), null],
  ["a change of mind", wide({ ...refusal, ...wanted }, { ...refusal, ...wanted, addr: 16 }, rest), null],
  ["no answer", wide({ ...grant, ...wanted }, rest), /no response one clock after the grant/],
  ["an answer too many", wide({ ...grant, ...wanted }, answer, answer), /a response without a grant/],
  ["a grant to nobody", wide({ req: 0, gnt: 1 }), /a grant without a request/],
  ["a byte address", wide({ ...grant, ...wanted, addr: 6 }), /0x6, which is no word address/],
  ["an access that wants nothing", wide({ ...grant, be: new Uint8Array(3) }), /without a wanted byte/],
])("wide port: %s", (_what, run, message) => {
  if (message === null) expect(run).not.toThrow();
  else expect(run).toThrow(message);
});

test("two granted accesses at one bank are reported, narrow or wide", () => {
  const ports = [new NarrowPort(), new NarrowPort()];
  const port = new WidePort(3);
  const banks = new BankChecker(ports, port, 4);
  Object.assign(ports[0], { ...grant, addr: 4 });
  Object.assign(ports[1], { ...grant, addr: 8 });
  banks.check(0);
  Object.assign(port, { ...grant, addr: 12 });
  expect(() => banks.check(1)).toThrow(/bank 1: masters 0 and 2 are both granted/);
  Object.assign(ports[1], { addr: 0x14 });
  expect(() => banks.check(2)).toThrow(/bank 1: masters 0 and 1 are both granted/);
});

const burst = { req: 1, gnt: 1, addr: 16, beats: 2, valid: 0, room: 1 };
const noBurst = { req: 0, gnt: 0, valid: 0 };

function reads(...clocks: Partial<ReadBurstPort>[]): () => void {
  const port = new ReadBurstPort();
  return () => play(port, new ReadBurstChecker(port, "read"), clocks);
}

test.each<[string, () => void, RegExp | null]>([
  ["two beats of two", reads(burst, { ...noBurst, valid: 1 }, { valid: 1 }), null],
  ["a third beat", reads(burst, { ...noBurst, valid: 1 }, { valid: 1 }, { valid: 1 }), /a beat of no burst/],
  ["a beat without room", reads({ ...burst, room: 0 }, { ...noBurst, valid: 1 }), /a beat that has no room/],
  ["another address", reads({ ...burst, gnt: 0 }, { ...burst, addr: 24 }), /burst at 0x10 is withdrawn or changed/],
  ["a burst within a beat", reads({ ...burst, addr: 4 }), /a burst of 2 beats at 0x4/],
])("bursts of reads: %s", (_what, run, message) => {
  if (message === null) expect(run).not.toThrow();
  else expect(run).toThrow(message);
});

function writes(...clocks: Partial<WriteBurstPort>[]): () => void {
  const port = new WriteBurstPort();
  return () => play(port, new WriteBurstChecker(port, "write"), clocks);
}
const beat = { ...noBurst, valid: 1, accepted: 1, be: 255 };
const last = { valid: 0, accepted: 0, done: 1 };

test.each<[string, () => void, RegExp | null]>([
  ["two beats and done", writes(burst, beat, beat, last), null],
  ["done too early", writes(burst, beat, last), /done without a written burst/],
  ["a beat too many", writes(burst, beat, beat, beat), /a beat of no burst is accepted/],
  ["a beat that changes", writes(burst, { ...beat, accepted: 0 }, { ...beat, low: 1 }), /a refused beat is withdrawn/],
])("bursts of writes: %s", (_what, run, message) => {
  if (message === null) expect(run).not.toThrow();
  else expect(run).toThrow(message);
});

test("a list of checkers runs each of them", () => {
  const seen: string[] = [];
  const named = (name: string): Checker => ({ check: (clock) => void seen.push(`${name}${clock}`) });
  new CheckerList([named("a"), named("b")]).check(3);
  expect(seen).toEqual(["a3", "b3"]);
});
