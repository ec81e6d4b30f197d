const PAGE_BYTES = 1 << 16;

/** A memory of at least so many bytes, cleared. */
export function memoryOf(bytes: number): WebAssembly.Memory {
  return new WebAssembly.Memory({ initial: Math.ceil(bytes / PAGE_BYTES) });
}

/** A WebAssembly module, compiled when first asked for, whose instances work on a memory each: it goes when its owner does. */
export class WasmModule<Exports> {
  private readonly base64: string;
  private module: WebAssembly.Module | undefined;

  /** @param base64 the module, which imports its memory as env.memory and has no data of its own */
  constructor(base64: string) {
    this.base64 = base64;
  }

  /** The functions of the module, on a memory. */
  instance(memory: WebAssembly.Memory): Exports {
    this.module ??= new WebAssembly.Module(Uint8Array.from(atob(this.base64), (character) => character.charCodeAt(0)));
    return new WebAssembly.Instance(this.module, { env: { memory } }).exports as Exports;
  }
}
