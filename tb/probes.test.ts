import { describe, expect, test } from "vitest";
import { BareSystem } from "../hw/cluster/systems/bare-system.js";
import { Cluster } from "../hw/cluster/systems/cluster.js";
import { CoreComplex } from "../hw/cluster/systems/core-complex.js";
import { coreParameters, DEFAULT_ISA } from "../hw/cluster/core/parameters.js";
import { walk, type Block } from "../hw/probe.js";
import { errataOf } from "../hw/redmule/errata.js";
import { redmuleParameters } from "../hw/redmule/parameters.js";
import { Redmule } from "../hw/redmule/redmule.js";
import { probeLines, randomize, randomValue, registersIn, valuesOf } from "./probes.js";
import { expectListed } from "./listed.js";
import { SplitMix64 } from "../run/data/random.js";

/** The designs whose probes are listed in tb/reference/probes/. */
const DESIGNS: Readonly<Record<string, () => Block>> = {
  redmule: () => new Redmule(redmuleParameters()),
  "redmule-staged-upstream": () =>
    new Redmule(redmuleParameters({ L: 2, H: 2, P: 1, errata: errataOf("upstream-51cd064") }), "staged"),
  cluster: () => new Cluster({ cores: 2, fetch: "cache", redmule: redmuleParameters({ L: 2, H: 2, P: 1 }) }),
  "cluster-ideal-fetch": () =>
    new Cluster({ cores: 1, fetch: "ideal", arbiter: "d6a4872", redmule: redmuleParameters({ L: 1, H: 1, P: 1 }) }),
  "core-complex": () => new CoreComplex({ redmule: redmuleParameters({ L: 1, H: 1, P: 1 }) }),
  bare: () => new BareSystem({ core: coreParameters("rv32imafc_zfh_xpulp_xfvec"), cores: 1 }),
};

/** Registers that keep only what can stand in them: decoded words, faults of a fetch, selections of the counters. */
const CHOOSY = /\.words$|\.(id|ex)\.word$|\.fetch_fault$|\.counters\.(inhibit|event)$/;
/** A reset keeps the contents of memories, and reservations that nobody holds. */
const RESERVATIONS = /\.words$|\.reserved$/;

describe.each(Object.keys(DESIGNS))("%s", (name) => {
  const build = DESIGNS[name];

  test("its probes are those listed", () => {
    const lines = probeLines(build().scope("top"));
    expectListed(lines, `probes/${name}.txt`);
  });

  test("every element of every probe is an unsigned integer of its width", () => {
    walk(build().scope("top"), (path, { name, width, length, get }) => {
      for (let i = 0; i < Math.min(length, 64); i++) {
        const value = get(i);
        const fits = Number.isInteger(value) && value >= 0 && value < 2 ** width;
        if (!fits) expect.fail(`${[...path, name].join(".")}[${i}] is ${value}, not of ${width} bits`);
      }
    });
  });

  test("a register reads as it was set, and changes no other", () => {
    const random = new SplitMix64(1);
    const registers = registersIn(build().scope("top"), CHOOSY);
    randomize(registers, random);
    const wanted = valuesOf(registers);
    const order = [...registers].sort(() => random.integer(2) - 0.5);
    for (const { path, probe } of order) {
      const i = random.integer(probe.length);
      const value = randomValue(probe, i, random);
      probe.set!(i, value);
      wanted[path][i] = value;
    }
    expect(valuesOf(registers)).toEqual(wanted);
  });

  test("a reset takes every register back to where it starts", () => {
    const design = build();
    const registers = registersIn(design.scope("top"), RESERVATIONS);
    design.reset();
    const fresh = valuesOf(registers);
    randomize(registers, new SplitMix64(2));
    design.reset();
    expect(valuesOf(registers)).toEqual(fresh);
    expect(valuesOf(registersIn(build().scope("top"), RESERVATIONS))).toEqual(fresh);
  });
});

test("a register that keeps only what can stand in it keeps that", () => {
  const registers = registersIn(new BareSystem({ core: coreParameters(DEFAULT_ISA) }).scope("top"), /\.words$/);
  const set = (path: string, values: readonly number[]): unknown[] => {
    const { probe } = registers.find((register) => register.path === `top.core0.${path}`)!;
    return values.map((value) => {
      probe.set!(0, value);
      return probe.get(0) === value ? "kept" : probe.get(0);
    });
  };
  const words = [0x0031_0093, 0x0000_8082, 0xffff_f0b7];
  expect(set("id.word", words)).toEqual(["kept", "kept", "kept"]);
  expect(set("ex.word", words)).toEqual(["kept", "kept", "kept"]);
  expect(set("id.fetch_fault", [1])).toEqual(["kept"]);
  expect(set("csr.counters.inhibit", [5, 0, 0xffff_ffff])).toEqual(["kept", "kept", 0x7fd]);
  expect(set("csr.counters.event", [1, 0, 0xffff_ffff])).toEqual(["kept", "kept", 0xdfff]);
});
