const PAGE_BYTES = 1 << 16;

/** Functions that a module imports, by their names, by the names of the modules that they come from. */
export type WasmImports = Record<string, Record<string, (...args: number[]) => unknown>>;

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

  /** The functions of the module, on a memory; `imports` are further modules that it imports from. */
  instance(memory: WebAssembly.Memory, imports: WasmImports = {}): Exports {
    this.module ??= new WebAssembly.Module(Uint8Array.from(atob(this.base64), (character) => character.charCodeAt(0)));
    return new WebAssembly.Instance(this.module, { env: { memory }, ...imports }).exports as Exports;
  }
}
