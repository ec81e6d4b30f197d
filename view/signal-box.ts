import { UsageError } from "../hw/errors.js";
import type { Place } from "./camera.js";
import { byId } from "./controls.js";
import { signalsFor } from "./wave-store.js";

/** Paths offered while a pattern is typed. */
const OFFERED = 40;

/** What the box over the waveforms asks of the page. */
export interface SignalBoxActions {
  places(): readonly Place[];
  add(signals: readonly string[]): void;
  refuse(message: string): void;
  follow(on: boolean): void;
}

/** The box in which patterns of signals are typed, and the switch beside it. */
export function listenToSignals({ places, add, refuse, follow }: SignalBoxActions): void {
  const input = byId<HTMLInputElement>("add");
  input.addEventListener("input", () => {
    const found = places()
      .filter(({ path }) => path.includes(input.value))
      .slice(0, OFFERED);
    byId("found").replaceChildren(...found.map(({ path }) => new Option(path, path)));
  });
  input.addEventListener("change", () => {
    if (input.value.trim() === "") return;
    try {
      add(signalsFor(places(), input.value));
      input.value = "";
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      refuse(error.message);
    }
  });
  byId<HTMLInputElement>("follow").addEventListener("change", ({ target }) => {
    follow((target as HTMLInputElement).checked);
  });
}
