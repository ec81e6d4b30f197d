import { DEEP_BLUE, OKABE_ITO, PALE } from "../colours.js";
import type { Encoding } from "../spec.js";

/** Where clocks go, by the key in a run's record: title and colour, in the order in which bars stack them. */
export const REASONS: Readonly<Record<string, { readonly title: string; readonly colour: string }>> = {
  compute: { title: "cores compute", colour: OKABE_ITO.blue },
  im2row: { title: "cores lay out patches (im2row)", colour: OKABE_ITO.sky },
  transform: { title: "cores turn or convert operands", colour: DEEP_BLUE },
  redmuleWait: { title: "RedMulE works, the cores wait", colour: OKABE_ITO.green },
  dmaWait: { title: "wait for the DMA", colour: OKABE_ITO.orange },
  idle: { title: "idle: records, commands, meetings", colour: PALE },
};

export const titleOf = (reason: string): string => REASONS[reason]?.title ?? reason;

/** Colours of reasons, those alone that are there. */
export function reasonColours(present: Iterable<string>): Encoding {
  const all = new Set(present);
  const kept = Object.entries(REASONS).filter(([key]) => all.has(key));
  return {
    color: {
      ...{ field: "reason", type: "nominal", title: "core 0" },
      scale: { domain: kept.map(([, { title }]) => title), range: kept.map(([, { colour }]) => colour) },
    },
  };
}
