import { Csr } from "../../hw/cluster/core/csr-map.js";
import type { CoreParameters } from "../../hw/cluster/core/parameters.js";
import type { CoreView, Target } from "./timeline.js";
import type { Core } from "../../hw/cluster/core/core.js";

interface Register {
  readonly name: string;
  readonly type: "int" | "code_ptr" | "data_ptr" | "ieee_single";
  readonly read: (core: Core, view: CoreView) => number;
  /** How it is written; undefined where it cannot be. */
  readonly target: Target | undefined;
}

interface Feature {
  readonly name: string;
  readonly registers: readonly Register[];
}

const X = ["zero", "ra", "sp", "gp", "tp", "t0", "t1", "t2", "fp", "s1"];
for (let i = 0; i < 8; i++) X.push(`a${i}`);
for (let i = 2; i < 12; i++) X.push(`s${i}`);
for (let i = 3; i < 7; i++) X.push(`t${i}`);

const F = Array.from({ length: 32 }, (_, i) => {
  if (i < 8) return `ft${i}`;
  if (i < 10) return `fs${i - 8}`;
  if (i < 18) return `fa${i - 10}`;
  return i < 28 ? `fs${i - 16}` : `ft${i - 20}`;
});

const READ_ONLY: readonly number[] = [Csr.misa, Csr.mip, Csr.mhartid];
const csr = (name: string, number: number): Register => ({
  ...{ name, type: "int", read: (core) => core.csrs.read(number) },
  target: READ_ONLY.includes(number) ? undefined : { csr: number },
});

const FLOAT_CSRS = (["fflags", "frm", "fcsr"] as const).map((name) => csr(name, Csr[name]));
const CSRS = (
  [
    "mstatus",
    "misa",
    "mie",
    "mtvec",
    "mscratch",
    "mepc",
    "mcause",
    "mtval",
    "mip",
    "mcycle",
    "minstret",
    "mcycleh",
  ] as const
).map((name) => csr(name, Csr[name]));
const MORE = [csr("minstreth", Csr.minstreth), csr("mhartid", Csr.mhartid)];
const LOOPS = (["lpstart0", "lpend0", "lpcount0", "lpstart1", "lpend1", "lpcount1"] as const).map((name) =>
  csr(name, Csr[name]),
);

function features({ float, pulp }: CoreParameters): readonly Feature[] {
  const x = X.map((name, i): Register => {
    const type = name === "sp" || name === "gp" || name === "tp" ? "data_ptr" : "int";
    return { name, type, read: (_, { registers }) => registers[i], target: { register: i } };
  });
  const pc: Register = { name: "pc", type: "code_ptr", read: (_, view) => view.pc, target: "pc" };
  const f = F.map((name, i): Register => ({
    ...{ name, type: "ieee_single", read: (_, view) => view.registers[32 + i] },
    target: { register: 32 + i },
  }));
  return [
    { name: "org.gnu.gdb.riscv.cpu", registers: [...x, pc] },
    ...(float === "separate" ? [{ name: "org.gnu.gdb.riscv.fpu", registers: [...f, ...FLOAT_CSRS] }] : []),
    { name: "org.gnu.gdb.riscv.csr", registers: [...CSRS, ...MORE] },
    ...(pulp ? [{ name: "org.pulp-platform.hardware-loops", registers: LOOPS }] : []),
  ];
}

/** The registers of a core as GDB numbers them: x0 to x31, pc, then what the core has beside them. */
export class TargetDescription {
  readonly registers: readonly Register[];
  /** Registers that a `g` packet holds. */
  readonly general = 33;
  readonly xml: string;

  constructor(parameters: CoreParameters) {
    const all = features(parameters);
    this.registers = all.flatMap(({ registers }) => registers);
    let number = 0;
    const body = all.map(({ name, registers }) => {
      const lines = registers.map(
        (register) => `<reg name="${register.name}" bitsize="32" type="${register.type}" regnum="${number++}"/>`,
      );
      return `<feature name="${name}">${lines.join("")}</feature>`;
    });
    this.xml = `<?xml version="1.0"?><!DOCTYPE target SYSTEM "gdb-target.dtd"><target version="1.0"><architecture>riscv:rv32</architecture>${body.join("")}</target>`;
  }
}
