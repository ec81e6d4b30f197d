/** Watches a simulation: called in every clock after everything has settled and before the edge. It changes nothing. */
export interface Checker {
  /** @throws CheckFailure in the clock in which a rule is broken */
  check(clock: number): void;
}

/** A rule of a protocol is broken: a fault of the design, never of its user. */
export class CheckFailure extends Error {
  readonly clock: number;

  constructor(clock: number, where: string, what: string) {
    super(`clock ${clock}, ${where}: ${what}`);
    this.name = "CheckFailure";
    this.clock = clock;
  }
}

/** Several checkers as one. */
export class CheckerList implements Checker {
  private readonly checkers: readonly Checker[];

  constructor(checkers: readonly Checker[]) {
    this.checkers = checkers;
  }

  check(clock: number): void {
    const { checkers } = this;
    for (let i = 0; i < checkers.length; i++) checkers[i].check(clock);
  }
}
