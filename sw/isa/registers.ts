/** Register names of the RISC-V calling convention (RISC-V ELF psABI, chapter 1). */

const ABI_X =
  "zero ra sp gp tp t0 t1 t2 s0 s1 a0 a1 a2 a3 a4 a5 a6 a7 s2 s3 s4 s5 s6 s7 s8 s9 s10 s11 t3 t4 t5 t6".split(" ");
const ABI_F =
  "ft0 ft1 ft2 ft3 ft4 ft5 ft6 ft7 fs0 fs1 fa0 fa1 fa2 fa3 fa4 fa5 fa6 fa7 fs2 fs3 fs4 fs5 fs6 fs7 fs8 fs9 fs10 fs11 ft8 ft9 ft10 ft11".split(
    " ",
  );

export interface Register {
  readonly bank: "x" | "f";
  readonly index: number;
}

const REGISTERS = new Map<string, Register>();
for (let index = 0; index < 32; index++) {
  REGISTERS.set(`x${index}`, { bank: "x", index });
  REGISTERS.set(ABI_X[index], { bank: "x", index });
  REGISTERS.set(`f${index}`, { bank: "f", index });
  REGISTERS.set(ABI_F[index], { bank: "f", index });
}
REGISTERS.set("fp", { bank: "x", index: 8 });

/** The register of that name (`x8`, `s0`, `fp`, `f10`, `fa0` …), or undefined. */
export const findRegister = (name: string): Register | undefined => REGISTERS.get(name);

/** The calling-convention name of a register. */
export const registerName = (bank: "x" | "f", index: number): string => (bank === "x" ? ABI_X : ABI_F)[index];
