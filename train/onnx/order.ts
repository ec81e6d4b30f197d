import { UsageError } from "../../hw/errors.js";
import { nodeText, type OnnxNode } from "./graph.js";

/**
 * Nodes in an order in which every tensor is written before it is read: the file's own where it is one. `given` are inputs
 * and initialisers. Throws a UsageError for a cycle, a tensor that nothing writes, or two writers.
 */
export function inOrder(
  nodes: readonly OnnxNode[],
  given: ReadonlySet<string>,
  outputs: readonly string[],
  name: string,
): OnnxNode[] {
  const writers = new Map<string, OnnxNode>();
  for (const node of nodes) {
    for (const output of node.outputs) {
      if (output === "") continue;
      if (writers.has(output) || given.has(output)) {
        throw new UsageError(`${name} writes tensor ${output} twice (${nodeText(node)}): export it again.`);
      }
      writers.set(output, node);
    }
  }

  const state = new Map<OnnxNode, "open" | "done">();
  // Depth first without recursion: a chain of nodes may be longer than the stack.
  const visit = (tensor: string, reader: string): void => {
    const stack: { readonly tensor: string; readonly reader: string; readonly node?: OnnxNode }[] = [
      { tensor, reader },
    ];
    for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
      if (top.node) {
        state.set(top.node, "done");
        continue;
      }
      if (top.tensor === "" || given.has(top.tensor)) continue;
      const node = writers.get(top.tensor);
      if (!node)
        throw new UsageError(`${top.reader} reads ${top.tensor} but nothing in ${name} gives it: export it again.`);
      if (state.get(node) === "done") continue;
      if (state.get(node) === "open") {
        throw new UsageError(`${name} has a cycle through ${nodeText(node)}: a network must have none.`);
      }
      state.set(node, "open");
      stack.push({ tensor: "", reader: "", node });
      for (const input of node.inputs) stack.push({ tensor: input, reader: nodeText(node) });
    }
  };
  for (const output of outputs) visit(output, `output ${output}`);
  for (const node of nodes) for (const output of node.outputs) visit(output, nodeText(node));
  return sorted(nodes, writers);
}

/** Passes over the nodes that take those that are ready; the graph has no cycle. */
function sorted(nodes: readonly OnnxNode[], writers: ReadonlyMap<string, OnnxNode>): OnnxNode[] {
  const written = new Set<OnnxNode>();
  const order: OnnxNode[] = [];
  const ready = (node: OnnxNode): boolean =>
    node.inputs.every((input) => {
      const writer = writers.get(input);
      return writer === undefined || written.has(writer);
    });
  let left = nodes;
  while (left.length > 0) {
    const later: OnnxNode[] = [];
    for (const node of left) {
      if (ready(node)) {
        written.add(node);
        order.push(node);
      } else {
        later.push(node);
      }
    }
    left = later;
  }
  return order;
}

/** Those of ordered nodes that `output` depends on. */
export function neededFor(output: string, nodes: readonly OnnxNode[]): OnnxNode[] {
  const wanted = new Set([output]);
  const needed: OnnxNode[] = [];
  for (const node of nodes.toReversed()) {
    if (!node.outputs.some((name) => name !== "" && wanted.has(name))) continue;
    needed.push(node);
    for (const input of node.inputs) wanted.add(input);
  }
  return needed.reverse();
}
