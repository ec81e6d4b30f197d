import { onml, renderAny, waveSkin, type OnmlNode } from "wavedrom";
import { CLOCK, type WaveJson } from "./wavedrom.js";

/** Pixels a letter that a wide font takes more than WaveDrom's. */
const WIDER = 1.6;
/** Height of a lane in WaveDrom's default skin. */
const LANE = 30;

/**
 * A WaveDrom picture as a whole SVG file, on white so that it can be read on any page.
 * @param marked a clock, counted from the first one, behind which a band stands
 */
export function waveSvg(picture: WaveJson, marked: number | null = null): string {
  const drawing = renderAny(0, picture, waveSkin);
  if (marked !== null) mark(drawing, picture, marked);
  const [name, attributes, ...children] = drawing;
  // WaveDrom measures names in a narrow font; others need more room in front.
  const room = Math.ceil(WIDER * Math.max(...picture.signal.map((lane) => lane.name.length)));
  const [width, height] = [Number(attributes.width) + room, Number(attributes.height)];
  const page = { x: -room, y: 0, width, height };
  const whole = { ...attributes, width, viewBox: `${-room} 0 ${width} ${height}` };
  return `${onml.stringify([name, whole, ["rect", { ...page, fill: "white" }], ...children])}\n`;
}

/** Puts the band under the lanes. */
function mark(drawing: OnmlNode, { signal, config }: WaveJson, marked: number): void {
  const lanes = find(drawing, "lanes_0");
  if (lanes === undefined) throw new Error("WaveDrom draws no group of lanes.");
  const width = CLOCK * config.hscale;
  const height = LANE * signal.length;
  lanes.splice(2, 0, ["rect", { x: marked * width, y: 0, width, height, fill: "#f2c14e", "fill-opacity": 0.4 }]);
}

function find(node: OnmlNode, id: string): OnmlNode | undefined {
  const [, attributes, ...children] = node;
  if (attributes.id === id) return node;
  for (const child of children) {
    const found = Array.isArray(child) ? find(child, id) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}
