import { expect, test } from "vitest";
import { frame, INTERRUPT, PacketReader } from "../../run/debug/packets.js";

test("packets: escapes, checksums, interrupts, pieces", () => {
  const reader = new PacketReader();
  reader.push(`+${frame("m10,4")}${INTERRUPT}$bad#00$hal`);
  expect([reader.next(), reader.next(), reader.next(), reader.next()]).toEqual(["m10,4", INTERRUPT, null, undefined]);
  reader.push(frame("half").slice(4));
  expect(reader.next()).toBe("half");
  reader.push(frame("a#$}*b"));
  expect(reader.next()).toBe("a#$}*b");
  expect(frame("OK")).toBe("$OK#9a");
});
