/** Framing of the GDB remote serial protocol (GDB manual, "Remote Protocol", "Overview"). */

/** An interrupt of the user, which is no packet. */
export const INTERRUPT = "\x03";

const escaped = /[#$}*]/g;

/** `$text#checksum` of one byte a character. */
export function frame(text: string): string {
  const body = text.replace(escaped, (char) => `}${String.fromCharCode(char.charCodeAt(0) ^ 0x20)}`);
  return `$${body}#${checksum(body)}`;
}

function checksum(body: string): string {
  let sum = 0;
  for (let i = 0; i < body.length; i++) sum += body.charCodeAt(i);
  return (sum & 0xff).toString(16).padStart(2, "0");
}

/** Cuts what arrives into packets. Acknowledgements are dropped. */
export class PacketReader {
  private buffer = "";

  /** @param bytes one byte a character */
  push(bytes: string): void {
    this.buffer += bytes;
  }

  /** The next packet without its frame, `INTERRUPT`, null for one whose checksum is wrong; undefined when there is none. */
  next(): string | null | undefined {
    const start = this.buffer.search(/[$\x03]/);
    if (start < 0) {
      this.buffer = "";
      return undefined;
    }
    if (this.buffer[start] === INTERRUPT) {
      this.buffer = this.buffer.slice(start + 1);
      return INTERRUPT;
    }
    const end = this.buffer.indexOf("#", start);
    if (end < 0 || this.buffer.length < end + 3) return undefined;
    const body = this.buffer.slice(start + 1, end);
    const sum = this.buffer.slice(end + 1, end + 3).toLowerCase();
    this.buffer = this.buffer.slice(end + 3);
    if (sum !== checksum(body)) return null;
    return body.replace(/}([^])/g, (_, char: string) => String.fromCharCode(char.charCodeAt(0) ^ 0x20));
  }
}

/** Bytes as hexadecimal digits. */
export const toHex = (bytes: Iterable<number>): string =>
  [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");

export const fromHex = (digits: string): Uint8Array =>
  Uint8Array.from(digits.match(/../g) ?? [], (pair) => parseInt(pair, 16));

/** A register of 32 bits in the order of the target. */
export const wordToHex = (word: number): string => toHex([0, 8, 16, 24].map((shift) => (word >>> shift) & 0xff));

export const textToHex = (text: string): string => toHex(new TextEncoder().encode(text));
