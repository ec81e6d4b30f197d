/** A number as 32 bits in hexadecimal digits, at least so many; of a larger one all of them. */
export const hexDigits = (value: number, digits = 1): string =>
  (value < 0 ? value >>> 0 : value).toString(16).padStart(digits, "0");

/** The same as messages and listings write it: 0x and the digits. */
export const hex = (value: number, digits = 1): string => `0x${hexDigits(value, digits)}`;
