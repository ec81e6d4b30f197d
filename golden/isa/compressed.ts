/** Compressed instructions of the instruction-set model, executed as they are, without expanding them. */
import { gather, sext } from "./bits.js";
import { hasFloatAccesses } from "./variant.js";
import type { Hart } from "./hart.js";

/** Executes a 16-bit instruction at `pc`; false when it is reserved. */
export function executeCompressed(model: Hart, half: number, pc: number): boolean {
  const { x } = model;
  const rd = (half >>> 7) & 31;
  const rs2 = (half >>> 2) & 31;
  const low = 8 + ((half >>> 2) & 7);
  const high = 8 + ((half >>> 7) & 7);
  const imm = sext(((half >>> 7) & 32) | rs2, 6);
  switch (`${half & 3}.${half >>> 13}`) {
    case "0.0": {
      const offset = gather(half, [12, 5], [11, 4], [10, 9], [9, 8], [8, 7], [7, 6], [6, 2], [5, 3]);
      if (offset === 0) break;
      x[low] = x[2] + offset;
      return true;
    }
    case "0.2":
      x[low] = model.load(x[high] + gather(half, [12, 5], [11, 4], [10, 3], [6, 2], [5, 6]), 4, true);
      return true;
    case "0.3":
      if (!canAccessFloat(model)) break;
      model.setFloat(low, model.load(x[high] + gather(half, [12, 5], [11, 4], [10, 3], [6, 2], [5, 6]), 4, true));
      return true;
    case "0.7":
      if (!canAccessFloat(model)) break;
      model.store(x[high] + gather(half, [12, 5], [11, 4], [10, 3], [6, 2], [5, 6]), 4, model.f[low]);
      return true;
    case "0.6":
      model.store(x[high] + gather(half, [12, 5], [11, 4], [10, 3], [6, 2], [5, 6]), 4, x[low]);
      return true;
    case "1.0":
      x[rd] += imm;
      return true;
    case "1.1":
    case "1.5": {
      const bits: [number, number][] = [
        [12, 11],
        [11, 4],
        [10, 9],
        [9, 8],
        [8, 10],
        [7, 6],
        [6, 7],
        [5, 3],
        [4, 2],
        [3, 1],
        [2, 5],
      ];
      if (half >>> 13 === 1) x[1] = model.pc;
      model.jump(pc + sext(gather(half, ...bits), 12));
      return true;
    }
    case "1.2":
      x[rd] = imm;
      return true;
    case "1.3": {
      const stack = sext(gather(half, [12, 9], [6, 4], [5, 6], [4, 8], [3, 7], [2, 5]), 10);
      if (imm === 0) break;
      if (rd === 2) x[2] += stack;
      else x[rd] = imm << 12;
      return true;
    }
    case "1.4":
      if (arithmetic(model, half, high, low, imm)) return true;
      break;
    case "1.6":
    case "1.7": {
      const offset = sext(gather(half, [12, 8], [11, 4], [10, 3], [6, 7], [5, 6], [4, 2], [3, 1], [2, 5]), 9);
      if ((x[high] === 0) === (half >>> 13 === 6)) model.jump(pc + offset);
      return true;
    }
    case "2.0":
      if (half & 0x1000) break;
      x[rd] <<= rs2;
      return true;
    case "2.2":
      if (rd === 0) break;
      x[rd] = model.load(x[2] + gather(half, [12, 5], [6, 4], [5, 3], [4, 2], [3, 7], [2, 6]), 4, true);
      return true;
    case "2.3":
      if (!canAccessFloat(model)) break;
      model.setFloat(rd, model.load(x[2] + gather(half, [12, 5], [6, 4], [5, 3], [4, 2], [3, 7], [2, 6]), 4, true));
      return true;
    case "2.7":
      if (!canAccessFloat(model)) break;
      model.store(x[2] + gather(half, [12, 5], [11, 4], [10, 3], [9, 2], [8, 7], [7, 6]), 4, model.f[rs2]);
      return true;
    case "2.4":
      if (registerForms(model, half, rd, rs2)) return true;
      break;
    case "2.6":
      model.store(x[2] + gather(half, [12, 5], [11, 4], [10, 3], [9, 2], [8, 7], [7, 6]), 4, x[rs2]);
      return true;
  }
  return false;
}

/** Compressed loads and stores of floating-point numbers exist, and mstatus.FS is not off. */
const canAccessFloat = ({ variant, csrs }: Hart) => hasFloatAccesses(variant) && !csrs.floatOff;

function arithmetic(model: Hart, half: number, rd: number, rs2: number, imm: number): boolean {
  const { x } = model;
  const wide = (half & 0x1000) !== 0;
  const kind = (half >>> 10) & 3;
  if (kind === 2) x[rd] &= imm;
  else if (wide) return false;
  else if (kind === 0) x[rd] >>>= imm;
  else if (kind === 1) x[rd] = (x[rd] | 0) >> imm;
  else x[rd] = [x[rd] - x[rs2], x[rd] ^ x[rs2], x[rd] | x[rs2], x[rd] & x[rs2]][(half >>> 5) & 3];
  return true;
}

function registerForms(model: Hart, half: number, rd: number, rs2: number): boolean {
  const { x } = model;
  const wide = (half & 0x1000) !== 0;
  if (rs2 !== 0) {
    x[rd] = wide ? x[rd] + x[rs2] : x[rs2];
    return true;
  }
  if (rd === 0) {
    if (wide) model.breakpoint();
    return false;
  }
  const target = x[rd];
  if (wide) x[1] = model.pc;
  model.jump(target);
  return true;
}
