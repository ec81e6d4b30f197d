import { BUBBLE } from "./decoder.js";
import type { Instruction } from "./instruction.js";

/** What ID hands to EX: wires that ID settles when it is ready. */
export class Issue {
  /** EX takes over in this clock (`load`), and gets an instruction (`valid`) or an empty slot. */
  load = 0;
  valid = 0;
  instruction: Instruction = BUBBLE;
  pc = 0;
  a = 0;
  b = 0;
  c = 0;
}
