import { drawFault, type Fault, type FaultKind } from "./fault.js";
import { Victim, type Effect } from "./victim.js";

/** What a campaign strikes and with what: the first line of its file. */
export interface CampaignSettings {
  readonly kind: FaultKind;
  readonly seed: number;
  /** The job, as a line of `redmule batch`. */
  readonly job: unknown;
}

/** Runs for a worker. */
export interface InjectionTask {
  readonly settings: CampaignSettings;
  readonly runs: readonly number[];
}

/** A line of the file of finished runs. */
export interface RunRecord extends Fault, Effect {
  readonly run: number;
}

let victim: { readonly job: string; readonly victim: Victim } | undefined;

/** The victim of a job; the last one is kept. */
export function victimOf(job: unknown): Victim {
  const text = JSON.stringify(job);
  if (victim?.job !== text) victim = { job: text, victim: new Victim(job) };
  return victim.victim;
}

/** Strikes the job once for each run. */
export function inject({ settings: { kind, seed, job }, runs }: InjectionTask): RunRecord[] {
  const target = victimOf(job);
  return runs.map((run) => {
    const fault = drawFault(kind, target.flipFlops, target.clocks, seed, run);
    return { run, ...fault, ...target.strike(fault) };
  });
}

/** Entry of a worker thread. */
export default inject;
