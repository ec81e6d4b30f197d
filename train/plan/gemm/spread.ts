import { at, type Buffer, type Call } from "../tile.js";

/** Clocks of a row, of an element, and of the call. */
const ROW_CLOCKS = 14;
const ELEMENT_CLOCKS = 0.6;
const CALL_CLOCKS = 120;

/** Estimated clocks of spreading values over rows by the cores. */
export function spreadClocks(rows: number, columns: number, cores: number): number {
  return CALL_CLOCKS + (rows / cores) * (ROW_CLOCKS + ELEMENT_CLOCKS * columns);
}

/** The call that fills each row of a dense matrix with a value: a bias where rows are those of the exchanged product. */
export function spreadCall(
  values: Buffer,
  target: Buffer,
  { rows, columns, bytes }: { readonly rows: number; readonly columns: number; readonly bytes: number },
): Call {
  return {
    kernel: `layer_spread_${bytes === 4 ? "fp32" : "fp16"}`,
    descriptor: "FLAT",
    fields: { X: at(values), Z: at(target), COUNT: rows, C: columns },
    kind: "transform",
    barrier: false,
  };
}
