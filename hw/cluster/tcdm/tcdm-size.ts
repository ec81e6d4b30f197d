import { UsageError } from "../../errors.js";

/** Banks and rows of a TCDM; its size is `4 * banks * rows` bytes. */
export interface TcdmSize {
  /** A power of two. */
  banks: number;
  /** 32-bit words in a bank. */
  rows: number;
}

/** The pulp_cluster TCDM: 128 KiB. */
export const DEFAULT_TCDM: TcdmSize = { banks: 16, rows: 2048 };

/** @throws UsageError for banks that cannot be addressed */
export function checkTcdm({ banks, rows }: TcdmSize): void {
  if (!Number.isInteger(banks) || banks < 1 || (banks & (banks - 1)) !== 0) {
    throw new UsageError(`A TCDM of ${banks} banks cannot be addressed: give a power of two, for example 16.`);
  }
  if (!Number.isInteger(rows) || rows < 1 || rows * banks > 2 ** 29) {
    throw new UsageError(
      `A TCDM of ${banks} banks x ${rows} rows is not between 1 row and 2 GiB: give a whole number of 32-bit rows in that range.`,
    );
  }
}
