/** What this project uses of WaveDrom, which has no types of its own. */
declare module "wavedrom" {
  /** An element as [name, attributes, ...children]. */
  export type OnmlNode = [
    name: string,
    attributes: Record<string, string | number>,
    ...children: (OnmlNode | string)[],
  ];
  export function renderAny(index: number, source: object, skin: object): OnmlNode;
  export const waveSkin: object;
  export const onml: { stringify(node: OnmlNode): string };
}
