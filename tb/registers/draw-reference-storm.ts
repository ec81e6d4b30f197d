import type { PortAccess } from "../../golden/registers/reference-model.js";
import { macfgOf, REGISTER } from "../../hw/redmule/registers.js";
import { OPERATIONS, TENSOR_FORMATS, type TensorFormat } from "../../hw/redmule/operation.js";
import type { SplitMix64 } from "../../run/data/random.js";

/** Clocks of a storm, about. */
const CLOCKS = 2500;
const LARGEST = 26;
const ALL_BYTES = 0xf;
const FORMATS = Object.keys(TENSOR_FORMATS) as TensorFormat[];
const CONTROLS = [0, 4, 8, 0xc, 0x10, 0x14, 0x18] as const;

/** Draws the accesses of a storm on the reference design, an entry a clock, null for a clock without one. */
class ReferenceDraw {
  readonly clocks: (PortAccess | null)[] = [];
  private readonly random: SplitMix64;

  constructor(random: SplitMix64) {
    this.random = random;
  }

  private idle(clocks: number): void {
    for (let i = 0; i < clocks; i++) this.clocks.push(null);
  }

  /** Mostly nothing, sometimes as long as a clear or a tiler's work takes, seldom a job's. */
  private wait(): void {
    const kind = this.random.integer(20);
    if (kind < 11) return;
    if (kind < 15) this.idle(this.random.integer(7));
    else if (kind < 19) this.idle(this.random.integer(40));
    else this.idle(this.random.integer(350));
  }

  private read(addr: number): void {
    this.clocks.push({ write: false, addr, data: 0, be: ALL_BYTES });
  }

  private write(addr: number, data: number, be = ALL_BYTES): void {
    this.clocks.push({ write: true, addr, data: data >>> 0, be });
  }

  private job(): void {
    const { random } = this;
    if (random.integer(3) > 0) this.read(REGISTER.ACQUIRE);
    const [m, n, k] = [1, 2, 3].map(() => 1 + random.integer(LARGEST));
    const addresses = [0x100, 0x3000, 0x6000].map((from) => from + random.integer(0x1000));
    const format = FORMATS[random.integer(FORMATS.length)];
    const macfg = macfgOf(OPERATIONS[random.integer(OPERATIONS.length)], format);
    addresses.forEach((address, i) => this.write(REGISTER.X_ADDR + 4 * i, address));
    this.write(REGISTER.MCFG0, (k << 16) | m);
    this.write(REGISTER.MCFG1, n);
    this.write(REGISTER.MACFG, macfg);
    if (random.integer(4) === 0) {
      this.idle(random.integer(40));
      this.write(REGISTER.MACFG, macfg);
    }
    if (random.integer(3) === 0) this.idle(random.integer(45));
    this.write(REGISTER.TRIGGER, random.integer(5) === 0 ? 1 : 0);
    if (random.integer(3) === 0) this.idle(100 + random.integer(300));
  }

  /** A clear and accesses in the clocks around it. */
  private clear(): void {
    const { random } = this;
    this.write(REGISTER.SOFT_CLEAR, random.integer(3) === 0 ? 1 : 0);
    for (let clock = random.integer(8); clock > 0; clock--) {
      const kind = random.integer(8);
      if (kind < 3) this.read(CONTROLS[random.integer(CONTROLS.length)]);
      else if (kind === 3) this.write(REGISTER.SOFT_CLEAR, random.integer(2));
      else if (kind === 4) this.write(REGISTER.X_ADDR, random.integer(0x8000));
      else if (kind === 5) this.read(REGISTER.X_ADDR + 4 * random.integer(8));
      else if (kind === 6) this.write(REGISTER.TRIGGER, random.integer(2));
      else this.idle(1);
    }
  }

  private poll(): void {
    const { random } = this;
    const addr = CONTROLS[1 + random.integer(4)];
    const pace = random.integer(3);
    for (let i = random.integer(60); i > 0; i--) {
      this.read(addr);
      this.idle(pace);
    }
  }

  /** Any word of any context by any address, 0x55 to 0x57 among them; what runs into job registers keeps their jobs small. */
  private storage(): void {
    const { random } = this;
    const addr = (random.integer(4) << 8) + 0x20 + random.integer(0xe0);
    if (random.integer(3) > 0) {
      for (let i = random.integer(4); i >= 0; i--) this.read(addr + 4 * random.integer(2));
    } else this.write(addr, random.integer(2) === 0 ? random.integer(32) : random.integer(0x8000), random.integer(16));
  }

  next(): void {
    const kind = this.random.integer(16);
    if (kind < 5) this.job();
    else if (kind < 7) this.poll();
    else if (kind < 9) this.storage();
    else if (kind < 11) this.clear();
    else if (kind < 15) this.read(CONTROLS[this.random.integer(CONTROLS.length)] + (this.random.integer(4) << 8));
    else this.write(CONTROLS[2 + this.random.integer(3)], 0);
    this.wait();
  }
}

/** A storm of about CLOCKS clocks; it begins with a clear. */
export function drawReferenceStorm(random: SplitMix64): (PortAccess | null)[] {
  const draw = new ReferenceDraw(random);
  while (draw.clocks.length < CLOCKS) draw.next();
  return draw.clocks;
}
