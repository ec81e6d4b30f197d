/** Random programs in assembly, made from a seed. They end in the endless loop at `end`. */
import { BASE_ISA } from "../../hw/cluster/core/parameters.js";
import { RandomExtensions } from "./random-extensions.js";
import { generator, randomFloat, randomInteger } from "./random-words.js";
import { SKIP_TRAPPED } from "./skip-trapped.js";

const POOL = ["x0", "ra", "sp", "gp", "tp", "t0", "s2", "s3", "a0", "a1", "a2", "a3", "a4", "a5"];
const SHORT = ["a0", "a1", "a2", "a3", "a4", "a5"];
const REGISTER_OPS = "add sub sll slt sltu xor srl sra or and mul mulh mulhsu mulhu div divu rem remu".split(" ");
const IMMEDIATE_OPS = "addi slti sltiu xori ori andi".split(" ");
const SHIFTS = "slli srli srai".split(" ");
const BRANCHES = "beq bne blt bge bltu bgeu".split(" ");
const ACCESSES = "lb lh lw lbu lhu sb sh sw".split(" ");
const CSR_OPS = "csrrw csrrs csrrc".split(" ");
const CSRS = "mscratch mstatus mie mtval mepc mcause misa mhartid".split(" ");

// Skips a faulting instruction by its length; an interrupt just returns. Uses t5 and t6, which bodies leave alone.
const FRAME = `
_start:
    la t6, handler
    csrw mtvec, t6
    la s0, middle
    li s1, 0x40000000
    li t6, 0xffff0888
    csrw mie, t6
    csrsi mstatus, 8
`;
const HANDLER = `
end: j end
    .balign 4
handler:
    csrr t6, mcause
    bltz t6, 2f
    ${SKIP_TRAPPED}
2:  csrsi mstatus, 0x10
    mret
f_add: add a0, a0, a1
    ret
    .balign 4
data: .zero 2048
middle:
`;
const DATA_WORDS = 512;

/** Assembly of `length` random items for an ISA; with `traps` also instructions that trap, faulting accesses and wfi. */
export function randomProgram(seed: number, length: number, traps: boolean, isa = BASE_ISA): string {
  const below = generator(seed);
  const extensions = new RandomExtensions(isa, below, traps);
  const pick = (list: readonly string[]) => list[below(list.length)];
  const imm = (bits: number) => below(2 ** bits) - 2 ** (bits - 1);
  const lines = [...extensions.prologue, ...POOL.slice(1).map((r) => `li ${r}, ${randomInteger(below)}`)];
  let label = 0;
  const access = (base: string) => `${pick(ACCESSES)} ${pick(POOL)}, ${imm(below(2) ? 11 : 6)}(${base})`;
  const plain = (): string => {
    switch (below(9)) {
      case 0:
        return `${pick(IMMEDIATE_OPS)} ${pick(POOL)}, ${pick(POOL)}, ${imm(12)}`;
      case 1:
        return `${pick(SHIFTS)} ${pick(POOL)}, ${pick(POOL)}, ${below(32)}`;
      case 2:
        return `${pick(["lui", "auipc"])} ${pick(POOL)}, ${below(1 << 20)}`;
      case 3:
        return `c.addi ${pick(SHORT)}, ${1 + below(31)}`;
      case 4:
        return `${pick(["c.sub", "c.xor", "c.or", "c.and", "c.mv", "c.add"])} ${pick(SHORT)}, ${pick(SHORT)}`;
      case 5:
        return access("s0");
      case 6:
        return `${pick(["c.lw", "c.sw"])} ${pick(SHORT)}, ${4 * below(32)}(s0)`;
      default:
        return `${pick(REGISTER_OPS)} ${pick(POOL)}, ${pick(POOL)}, ${pick(POOL)}`;
    }
  };
  const forward = (jump: string) => {
    const target = `l${label++}`;
    const skipped = Array.from({ length: below(4) }, plain);
    return [`${jump}${target}`, ...skipped, `${target}:`].join("\n");
  };
  const loop = () => {
    const target = `l${label++}`;
    const body = Array.from({ length: 1 + below(4) }, plain);
    return [`li t1, ${1 + below(5)}`, `${target}:`, ...body, "addi t1, t1, -1", `bnez t1, ${target}`].join("\n");
  };
  // A branch leaves EX although the load before it waits for its answer; what follows needs that load.
  const shadow = () => {
    const [loaded, target] = [pick(SHORT), `l${label++}`];
    const branch = `${pick(BRANCHES)} ${pick(POOL)}, ${pick(POOL)}, ${target}`;
    return [
      `c.lw ${loaded}, ${4 * below(32)}(s0)`,
      branch,
      `add ${pick(POOL)}, ${loaded}, ${loaded}`,
      `${target}:`,
    ].join("\n");
  };
  const indirect = () => {
    const target = `l${label++}`;
    const between = Array.from({ length: below(3) }, () => "c.nop");
    return [`la t2, ${target}`, ...between, `${pick(["jr", "jalr"])} t2`, plain(), `${target}:`].join("\n");
  };
  const trapping = (): string => {
    switch (below(8)) {
      case 0:
        return pick(["ecall", "ebreak", "c.ebreak", ".word 0xffffffff", ".half 0", "csrrw x0, mhartid, x0"]);
      case 1:
        return "wfi";
      case 2:
        return access("s1");
      case 3:
        return `${pick(ACCESSES)} a0, 0(s1)\n${plain()}\n${plain()}`;
      default:
        return access("s0");
    }
  };
  const csr = () => {
    // Traps stay on and their registers are only read: the handler needs them.
    const name = pick(CSRS);
    if (name === "mscratch") return `${pick(CSR_OPS)} ${pick(POOL)}, mscratch, ${pick(POOL)}`;
    return `csrr ${pick(POOL)}, ${name}`;
  };
  for (let i = 0; i < length; i++) {
    const kind = below(isa === BASE_ISA ? 16 : 32);
    if (kind === 0) lines.push(below(2) ? shadow() : forward(`${pick(BRANCHES)} ${pick(POOL)}, ${pick(POOL)}, `));
    else if (kind === 1) lines.push(forward(pick(["j ", "jal ", "c.j ", `c.beqz ${pick(SHORT)}, `])));
    else if (kind === 2) lines.push(indirect());
    else if (kind === 3) lines.push(loop());
    else if (kind === 4) lines.push(csr());
    else if (kind === 5) lines.push(pick(["fence", "fence.i", "call f_add"]));
    else if (kind === 6 && traps) lines.push(trapping());
    else if (kind >= 16) lines.push(extensions.item(plain));
    else lines.push(plain());
  }
  const data = Array.from({ length: DATA_WORDS }, () => `.word ${randomFloat(below)}`);
  return `${FRAME}${lines.join("\n")}\n${HANDLER}${data.join("\n")}\n`;
}
