import type { Layer, Shape } from "../../../train/network.js";
import { at, real, type Real } from "./real.js";

/** Layers that move elements; undefined for the others. */
export function movesOf(
  layer: Layer,
  inputs: readonly (Real | undefined)[],
  shape: Shape,
): readonly Real[] | undefined {
  const [x] = inputs as readonly Real[];
  switch (layer.op) {
    case "concat": {
      const { axis } = layer.attributes;
      return [
        real(shape, (index) => {
          let rest = index[axis];
          const part = (inputs as readonly Real[]).find((each) => {
            if (rest < each.shape[axis]) return true;
            rest -= each.shape[axis];
            return false;
          })!;
          return at(
            part,
            index.map((each, a) => (a === axis ? rest : each)),
          );
        }),
      ];
    }
    case "slice": {
      const { starts, steps } = layer.attributes;
      return [
        real(shape, (index) =>
          at(
            x,
            index.map((each, a) => starts[a] + each * steps[a]),
          ),
        ),
      ];
    }
    case "reshape":
      return [{ shape, values: x.values }];
    case "dropout":
      return [x];
    case "transpose": {
      const { permutation } = layer.attributes;
      return [
        real(shape, (index) => {
          const from = new Array<number>(index.length);
          permutation.forEach((axis, i) => (from[axis] = index[i]));
          return at(x, from);
        }),
      ];
    }
    case "pad": {
      const { before, value } = layer.attributes;
      return [
        real(shape, (index) => {
          const from = index.map((each, a) => each - before[a]);
          return from.every((each, a) => each >= 0 && each < x.shape[a]) ? at(x, from) : value;
        }),
      ];
    }
    default:
      return undefined;
  }
}
