import type { ProfileData, TrackData } from "./profile-data.js";

interface Event {
  readonly type: "O" | "C";
  readonly frame: number;
  readonly at: number;
}

/**
 * A profile in the file format of speedscope (its wiki, "Importing from custom sources"): a profile of opened and closed
 * frames for every track, in clocks.
 */
export function speedscopeOf({ program, clocks, tracks }: ProfileData): object {
  const frames: { name: string }[] = [];
  const numbers = new Map<string, number>();
  const frameOf = (name: string): number => {
    let found = numbers.get(name);
    if (found === undefined) {
      found = frames.push({ name }) - 1;
      numbers.set(name, found);
    }
    return found;
  };
  const profiles = tracks.map((track) => ({
    ...{ type: "evented", name: track.name, unit: "none", startValue: 0, endValue: clocks },
    events: eventsOf(track, frameOf),
  }));
  return {
    $schema: "https://www.speedscope.app/file-format-schema.json",
    ...{ name: program, exporter: "redmule exec --profile", activeProfileIndex: 0 },
    shared: { frames },
    profiles,
  };
}

/** Spans are in the order of their starts, outer ones first: an open one that ends before the next begins is closed. */
function eventsOf({ names, spans }: TrackData, frameOf: (name: string) => number): Event[] {
  const events: Event[] = [];
  const open: { frame: number; end: number }[] = [];
  const closeUntil = (clock: number): void => {
    while (open.length > 0 && open[open.length - 1].end <= clock) {
      const { frame, end } = open.pop()!;
      events.push({ type: "C", frame, at: end });
    }
  };
  for (const [what, , start, end] of spans) {
    closeUntil(start);
    const frame = frameOf(names[what]);
    events.push({ type: "O", frame, at: start });
    open.push({ frame, end });
  }
  closeUntil(Infinity);
  return events;
}
