import { parse, View, type Spec } from "vega";
import { compile, type TopLevelSpec } from "vega-lite";

export async function render(spec: TopLevelSpec): Promise<string> {
  const view = new View(parse(compile(spec).spec as Spec), { renderer: "none" });
  return view.toSVG();
}
