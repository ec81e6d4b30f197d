/** Where a waveform's bytes go. One writer owns one sink. */
export interface Sink {
  /** Takes the first `length` bytes; the caller reuses the buffer afterwards. */
  write(bytes: Uint8Array, length: number): void;
  /** The waveform is complete. */
  close(): void;
  /** The waveform is given up: nothing of it stays behind. */
  abort(): void;
}

/** Keeps the bytes in memory, for tests and browsers. */
export class MemorySink implements Sink {
  private chunks: Uint8Array[] = [];

  write(bytes: Uint8Array, length: number): void {
    this.chunks.push(bytes.slice(0, length));
  }

  close(): void {}

  abort(): void {
    this.chunks = [];
  }

  /** Everything written so far. */
  bytes(): Uint8Array {
    const all = new Uint8Array(this.chunks.reduce((sum, chunk) => sum + chunk.length, 0));
    let at = 0;
    for (const chunk of this.chunks) {
      all.set(chunk, at);
      at += chunk.length;
    }
    return all;
  }

  /** Everything written so far as text. */
  text(): string {
    return new TextDecoder().decode(this.bytes());
  }
}
