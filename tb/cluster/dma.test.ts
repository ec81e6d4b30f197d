import { describe, expect, it } from "vitest";
import { DmaBench, L2_WINDOW, TCDM } from "./dma-bench.js";
import { commandAccesses, copyBytes, TAKE, type Command } from "./dma-command.js";

function fill(bench: DmaBench): void {
  bench.l2.memory.bytes.forEach((_, i, bytes) => (bytes[i] = (i * 7 + (i >> 8)) & 0xff));
  bench.tcdm.bytes.forEach((_, i, bytes) => (bytes[i] = (i * 11 + (i >> 8) * 3 + 1) & 0xff));
}

describe("one long aligned command", () => {
  for (const toTcdm of [true, false]) {
    it(`moves 8 bytes a clock ${toTcdm ? "to" : "from"} TCDM`, () => {
      const bench = new DmaBench();
      fill(bench);
      const command: Command = { bytes: 8192, toTcdm, tcdm: TCDM.base, l2: L2_WINDOW.base };
      const tcdm = { bytes: bench.tcdm.bytes.slice(), base: TCDM.base };
      const l2 = { bytes: bench.l2.memory.bytes.slice(), base: L2_WINDOW.base };
      copyBytes(command, tcdm, l2);
      bench.scripts[0].push(TAKE, ...commandAccesses(command));
      bench.run();
      expect(bench.events[0].length).toBe(1);
      expect(Buffer.compare(bench.tcdm.bytes, tcdm.bytes)).toBe(0);
      expect(Buffer.compare(bench.l2.memory.bytes, l2.bytes)).toBe(0);
    });
  }
});
