import { parseArgs } from "node:util";
import { hex } from "../hw/hex.js";
import { compareWithQemu, qemuVersion } from "../tb/fpu/qemu.js";
import { SCALAR_ISAS, type ScalarIsa } from "../tb/fpu/scalar-program.js";

/**
 * Compares every scalar floating-point instruction of F and Zfh, and of Zfinx and Zhinx, with QEMU's user mode: all operand
 * classes, five static rounding modes and a dynamic one, values and flags. None may differ.
 *
 *   npx tsx scripts/compare-qemu.ts [--seed 1] [--rows 400]
 *
 * Needs `qemu-riscv32` (Debian: qemu-user). `--rows` is the number of rows of operands for an instruction and mode.
 */
const { values } = parseArgs({
  options: { seed: { type: "string", default: "1" }, rows: { type: "string", default: "400" } },
});
const SHOWN = 20;

const version = qemuVersion();
if (version === undefined) {
  process.stderr.write("error: qemu-riscv32 is not installed: install QEMU's user mode (Debian: qemu-user).\n");
  process.exit(2);
}
process.stdout.write(`${version}\n`);
for (const isa of Object.keys(SCALAR_ISAS) as ScalarIsa[]) {
  const rows = Number(values.rows);
  const { instructions, cases, differences } = compareWithQemu(isa, [rows, rows, rows], Number(values.seed));
  process.stdout.write(`${isa}: ${instructions} instructions, ${cases} cases, ${differences.length} differ\n`);
  for (const { instruction, operands, model, qemu } of differences.slice(0, SHOWN)) {
    const [ours, theirs] = [model, qemu].map(([value, flags]) => `${hex(value, 8)} flags ${flags}`);
    process.stdout.write(
      `  ${instruction} of ${operands.map((operand) => hex(operand, 8)).join(", ")}: ${ours}, QEMU ${theirs}\n`,
    );
  }
  if (differences.length > 0) process.exitCode = 1;
}
