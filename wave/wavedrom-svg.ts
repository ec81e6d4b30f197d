import { onml, renderAny, waveSkin } from "wavedrom";
import type { WaveJson } from "./wavedrom.js";

/** A WaveDrom picture as a whole SVG file, on white so that it can be read on any page. */
export function waveSvg(picture: WaveJson): string {
  const [name, attributes, ...children] = renderAny(0, picture, waveSkin);
  return `${onml.stringify([name, attributes, ["rect", { width: "100%", height: "100%", fill: "white" }], ...children])}\n`;
}
