import { pagedDiagram } from "./ascii.js";
import type { ClockWindow } from "./capture.js";
import type { Track } from "./track.js";
import { waveJson } from "./wavedrom.js";

/** Forms of a picture by the ending of its file; without a file it is text. */
export const PICTURES = ["txt", "json", "svg"] as const;
export type PictureForm = (typeof PICTURES)[number];

/** Recorded signals with what stands above them. */
export interface Picture {
  readonly tracks: readonly Track[];
  readonly window: ClockWindow;
  readonly title: string;
  /** The clock that the picture marks. */
  readonly trigger?: number | null;
}

/** How a picture as text looks. */
export interface TextStyle {
  /** Most characters of a line. */
  readonly width: number;
  /** Plain ASCII instead of box-drawing characters. */
  readonly ascii: boolean;
}

/** The tracks without the scopes that all of them have in common. */
export function withoutCommonScope(tracks: readonly Track[]): Track[] {
  const paths = tracks.map(({ path }) => path.split("."));
  const first = paths[0] ?? [];
  let common = 0;
  while (paths.every((path) => common < path.length - 1 && path[common] === first[common]) && paths.length > 0)
    common++;
  return tracks.map((track, t) => ({ ...track, path: paths[t].slice(common).join(".") }));
}

/** The picture as the contents of a file: a diagram of characters, JSON for WaveDrom, or SVG. */
export async function drawn(picture: Picture, form: PictureForm, style: TextStyle): Promise<string> {
  const { window, title, trigger = null } = picture;
  const tracks = withoutCommonScope(picture.tracks);
  if (form === "txt") return pagedDiagram(tracks, { ...window, trigger, ascii: style.ascii }, style.width);
  const lanes = waveJson(tracks, window, title, trigger);
  if (form === "json") return `${JSON.stringify(lanes, null, 2)}\n`;
  // WaveDrom is large, and most runs need none of it.
  const { waveSvg } = await import("./wavedrom-svg.js");
  return waveSvg(lanes, trigger === null ? null : trigger - window.from);
}
