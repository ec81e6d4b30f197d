import type { OnnxNode } from "../graph.js";
import type { Importer } from "../importer.js";
import { nodeError, textOf } from "../operands.js";

type Range = readonly [number, number, number];

/** Elements added at the ends of one axis: mirrored about the first and last element (reflect), or copies of them (edge). */
function border(
  importer: Importer,
  node: OnnxNode,
  x: string,
  axis: number,
  ends: readonly [number, number],
  isMirror: boolean,
): string {
  const shape = importer.shapeOf(x);
  const size = shape[axis];
  if (isMirror && Math.max(...ends) >= size) {
    throw nodeError(
      node,
      `mirrors ${Math.max(...ends)} elements of an axis of ${size} but less than ${size} are needed`,
    );
  }
  const whole = shape.map((length): Range => [0, length, 1]);
  const take = (range: Range, part: string): string => importer.slice(node, x, whole.with(axis, range), part);
  const copies = (count: number, first: number, part: string): string[] =>
    count === 0 ? [] : new Array<string>(count).fill(take([first, 1, 1], part));
  const [before, behind] = ends;
  const front = isMirror
    ? before > 0
      ? [take([before, before, -1], `front${axis}`)]
      : []
    : copies(before, 0, `front${axis}`);
  const back = isMirror
    ? behind > 0
      ? [take([size - 2, behind, -1], `back${axis}`)]
      : []
    : copies(behind, size - 1, `back${axis}`);
  return importer.layer(node, "concat", [...front, x, ...back], { axis }, `axis${axis}`)[0];
}

/** Pad: negative sizes cut, others add a constant, mirrored or border elements. */
export function pad(importer: Importer, node: OnnxNode): void {
  const mode = textOf(node, "mode", "constant");
  if (mode !== "constant" && mode !== "reflect" && mode !== "edge") {
    throw nodeError(node, `pads in mode ${mode} but constant, reflect and edge are known`);
  }
  let x = importer.tensor(node, 0);
  const shape = importer.shapeOf(x);
  const sizes = Array.from(importer.constant(node, 1)!.data);
  if (sizes.length !== 2 * shape.length) {
    throw nodeError(node, `has ${sizes.length} pads but ${2 * shape.length} are needed for ${shape.join("x")}`);
  }
  const ends = shape.map((_, axis): [number, number] => [sizes[axis], sizes[axis + shape.length]]);
  if (sizes.some((size) => size < 0)) {
    const ranges = ends.map(([before, behind], axis): Range => {
      const first = Math.max(0, -before);
      return [first, shape[axis] - first - Math.max(0, -behind), 1];
    });
    x = importer.slice(node, x, ranges, "cut");
  }
  const before = ends.map(([size]) => Math.max(0, size));
  const behind = ends.map(([, size]) => Math.max(0, size));
  if ([...before, ...behind].every((size) => size === 0)) {
    importer.bind(node.outputs[0], { kind: "computed", name: x });
  } else if (mode === "constant") {
    const value = importer.constant(node, 2)?.data[0] ?? 0;
    importer.layer(node, "pad", [x], { before, behind, value });
  } else {
    shape.forEach((_, axis) => {
      if (before[axis] + behind[axis] > 0) {
        x = border(importer, node, x, axis, [before[axis], behind[axis]], mode === "reflect");
      }
    });
    importer.bind(node.outputs[0], { kind: "computed", name: x });
  }
}
