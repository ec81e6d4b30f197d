import { fc, test } from "@fast-check/vitest";
import { describe, expect } from "vitest";
import {
  ADDRESS_MAPS,
  checkMap,
  CLUSTER_MAP,
  CORE_COMPLEX_MAP,
  regionAt,
  withRegionSize,
} from "../../hw/cluster/address-map.js";
import { DataDemux } from "../../hw/cluster/demux.js";
import { NarrowPort } from "../../hw/ports.js";
import { SplitMix64 } from "../../run/data/random.js";

const UNMAPPED = 0x4000_0000;

/** A slave that answers each access with its own number after a fixed latency, and grants at random. */
class Slave {
  readonly port: NarrowPort;
  readonly answer: number;
  private readonly pipe: number[];

  constructor(port: NarrowPort, answer: number, latency: number) {
    this.port = port;
    this.answer = answer;
    this.pipe = Array(latency).fill(0);
  }

  settleResponse(): void {
    this.port.rvalid = this.pipe[0];
    this.port.rdata = this.answer;
  }

  edge(): void {
    this.pipe.shift();
    this.pipe.push(this.port.gnt);
  }
}

describe("data demultiplexer", () => {
  test.prop([fc.nat()], { numRuns: 60 })("answers every access once, in order, from the addressed slave", (seed) => {
    const random = new SplitMix64(seed);
    const port = new NarrowPort();
    const map = CORE_COMPLEX_MAP;
    const demux = new DataDemux(port, map);
    const slaves = map.regions.map(({ latency }, i) => new Slave(demux.slaves[i], i, latency));
    const waiting: number[] = [];
    for (let clock = 0; clock < 300; clock++) {
      slaves.forEach((slave) => slave.settleResponse());
      demux.settleResponse();
      const before = waiting.length;
      const last = waiting.at(-1);
      if (port.rvalid) {
        const region = waiting.shift()!;
        expect(port.err).toBe(region < 0 ? 1 : 0);
        if (region >= 0) expect(port.rdata).toBe(region);
      }
      if (!port.req || port.gnt) {
        port.req = Number(clock < 280 && random.uniform() < 0.8);
        const region = random.integer(map.regions.length + 1);
        port.addr = (map.regions[region]?.base ?? UNMAPPED) + 4 * random.integer(16);
      }
      demux.settleRequest();
      const region = regionAt(map, port.addr);
      const open = before < 2 && (before === 0 || region === last || (before === 1 && port.rvalid === 1));
      slaves.forEach((slave, i) => {
        expect(slave.port.req).toBe(port.req && open && i === region ? 1 : 0);
        slave.port.gnt = slave.port.req & Number(random.uniform() < 0.7);
      });
      demux.settleGrant();
      expect(port.gnt).toBe(region >= 0 ? slaves[region].port.gnt : Number(port.req && open));
      if (port.gnt) waiting.push(region);
      slaves.forEach((slave) => slave.edge());
      demux.edge();
    }
    expect(waiting).toEqual([]);
  });
});

describe("address maps", () => {
  test.each(ADDRESS_MAPS.map((map) => [map.name, map] as const))(
    "%s is free of overlaps and decodes its ends",
    (_, map) => {
      checkMap(map);
      map.regions.forEach(({ base, bytes }, i) => {
        expect(regionAt(map, base)).toBe(i);
        expect(regionAt(map, base + bytes - 1)).toBe(i);
        expect(regionAt(map, base + bytes)).not.toBe(i);
      });
      expect(map.regions[regionAt(map, map.resetPc)].target).toBe("l2");
    },
  );

  test("a TCDM of another size moves its end, up to its neighbour", () => {
    const larger = withRegionSize(CLUSTER_MAP, "tcdm", 0x4_0000);
    expect(regionAt(larger, 0x1003_ffff)).toBe(regionAt(larger, 0x1000_0000));
    expect(() => withRegionSize(CLUSTER_MAP, "tcdm", 0x40_0000)).toThrow(/tcdm at 0x10000000 .* control begins/);
  });
});
