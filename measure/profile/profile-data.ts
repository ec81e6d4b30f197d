/** What a profile holds, as it stands in the page. Clocks by reason are in the order of `reasons`. */
export interface ProfileData {
  readonly program: string;
  readonly clocks: number;
  readonly reasons: readonly string[];
  /** Names that numbers stand for. */
  readonly functions: readonly string[];
  readonly cores: readonly CoreData[];
  readonly files: readonly FileData[];
  readonly loops: readonly LoopData[];
  readonly conflicts: readonly { readonly loser: string; readonly winner: string; readonly clocks: number }[];
  readonly regions: readonly RegionData[];
  readonly tracks: readonly TrackData[];
}

export interface CoreData {
  readonly hart: number;
  /** Clocks of its functions, by reason. */
  readonly functions: readonly (readonly [what: number, clocks: readonly number[]])[];
  readonly tree: TreeData;
}

/** A function by the way it was called. */
export interface TreeData {
  readonly what: number;
  readonly calls: number;
  readonly clocks: readonly number[];
  readonly children: readonly TreeData[];
}

export interface FileData {
  readonly file: string;
  /** Missing where the source cannot be read. */
  readonly text?: readonly string[];
  /** By line, of all cores together. */
  readonly lines: readonly (readonly [line: number, clocks: readonly number[]])[];
}

/** A stretch of code that goes back to its start, of all cores together. */
export interface LoopData {
  readonly where: string;
  readonly start: number;
  readonly end: number;
  readonly rounds: number;
  /** Between start and end, by reason. */
  readonly clocks: readonly number[];
}

export interface RegionData {
  readonly name: string;
  readonly hart: number;
  readonly times: number;
  readonly clocks: number;
}

/** A row of the time line: spans of [name, depth, start, end]. */
export interface TrackData {
  readonly name: string;
  readonly names: readonly string[];
  readonly spans: readonly (readonly [what: number, depth: number, start: number, end: number])[];
  /** Clocks below which spans are left out. */
  readonly shortest: number;
}
