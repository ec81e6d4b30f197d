/** Bytes of a memory that many owners share: an engine keeps gigabytes of address space free behind each. */
const MEMORY_BYTES = 1 << 24;
const PAGE_BYTES = 1 << 16;
const ALIGNMENT = 16;

/** One memory with an instance of the module that works on it. */
interface SharedMemory<Exports> {
  readonly buffer: ArrayBuffer;
  readonly exports: Exports;
  /** Bytes given out so far. */
  used: number;
  /** Addresses given back, by size. */
  readonly free: Map<number, number[]>;
}

/** Room in a memory and the functions that work on it. */
export interface WasmRoom<Exports> {
  readonly buffer: ArrayBuffer;
  readonly address: number;
  readonly bytes: number;
  readonly exports: Exports;
  /** Gives the room back once `owner` is no longer reachable. */
  tieTo(owner: object): void;
}

/** Instances of a WebAssembly module, compiled when first asked for, and the room that its users take in their memories. */
export class WasmPool<Exports> {
  private readonly base64: string;
  private module: WebAssembly.Module | null | undefined;
  private readonly memories: SharedMemory<Exports>[] = [];
  private readonly returned = new FinalizationRegistry<() => void>((giveBack) => giveBack());

  /** @param base64 the module, which imports its memory as env.memory and has no data of its own */
  constructor(base64: string) {
    this.base64 = base64;
  }

  /** Whether this platform can run the module: one without vector instructions cannot. */
  get isAvailable(): boolean {
    return this.compiled !== null;
  }

  private get compiled(): WebAssembly.Module | null {
    if (this.module === undefined) {
      try {
        const bytes = Uint8Array.from(atob(this.base64), (character) => character.charCodeAt(0));
        this.module = new WebAssembly.Module(bytes);
      } catch {
        this.module = null;
      }
    }
    return this.module;
  }

  /** Room of `bytes`, cleared: for good, unless it is tied to an owner. */
  room(bytes: number): WasmRoom<Exports> {
    const size = Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
    const memory =
      this.memories.find(({ free, used, buffer }) => free.get(size)?.length || used + size <= buffer.byteLength) ??
      this.newMemory(Math.max(size, MEMORY_BYTES));
    const reused = memory.free.get(size)?.pop();
    const address = reused ?? memory.used;
    if (reused === undefined) memory.used += size;
    new Uint8Array(memory.buffer, address, size).fill(0);
    const giveBack = (): void => {
      const list = memory.free.get(size) ?? [];
      memory.free.set(size, list);
      list.push(address);
    };
    const { buffer, exports } = memory;
    return { buffer, address, bytes, exports, tieTo: (owner) => this.returned.register(owner, giveBack) };
  }

  private newMemory(bytes: number): SharedMemory<Exports> {
    const memory = new WebAssembly.Memory({ initial: Math.ceil(bytes / PAGE_BYTES) });
    const { exports } = new WebAssembly.Instance(this.compiled!, { env: { memory } });
    const shared = { buffer: memory.buffer, exports: exports as Exports, used: 0, free: new Map<number, number[]>() };
    this.memories.push(shared);
    return shared;
  }
}
