import { registersOf, signedWordsOf, type Block, type Scope } from "../../probe.js";
import { lowestBit } from "./event-unit-map.js";

/**
 * The mutex of the event unit. A core asks for it and is told by an event that it has it; several that wait get it in the
 * order of their numbers. Whoever gives it back, it need not be the owner, leaves a word for those that read it.
 */
export class Mutex implements Block {
  /** Inputs of this clock: cores that ask for it; 1 when it is given back, with the word. */
  asked = 0;
  released = 0;
  releasedWord = 0;
  /** Output: the core that gets it in this clock, as a bit; 0 for none. */
  granted = 0;

  // Registers.
  /** 1 + number of the last core that got it, while it is locked; else 0. */
  owner = 0;
  /** Cores that wait, bit = core. */
  waiting = 0;
  /** What was written last. */
  message = 0;

  /** After the inputs are complete. */
  settle(): void {
    const free = this.owner === 0 ? this.asked !== 0 : this.released !== 0;
    this.granted = free ? lowestBit(this.waiting | this.asked) : 0;
  }

  edge(): void {
    const { granted, released } = this;
    if ((this.asked | released) === 0) return;
    this.waiting = (this.waiting | this.asked) & ~granted;
    if (granted !== 0) this.owner = 32 - Math.clz32(granted);
    else if (released !== 0) this.owner = 0;
    if (released !== 0) this.message = this.releasedWord;
    this.asked = this.released = this.releasedWord = 0;
  }

  reset(): void {
    this.owner = this.waiting = this.message = 0;
    this.asked = this.released = this.releasedWord = this.granted = 0;
  }

  scope(name: string): Scope {
    const probes = [...registersOf(this, { owner: 6 }), ...signedWordsOf(this, ["waiting", "message"])];
    return { name, probes, children: [] };
  }
}
