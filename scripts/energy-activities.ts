/** Measures the activity at the published points again and writes measure/energy/activities.ts. */
import { writeFileSync } from "node:fs";
import { format } from "prettier";
import { measurePoints } from "../measure/energy/point-jobs.js";

const text = `import type { EventName } from "./events.js";
import type { PointName } from "./point-name.js";

/** Events in a clock at the published points, by \`npx tsx scripts/energy-activities.ts\`. */
export const ACTIVITIES: Readonly<Record<PointName, Partial<Record<EventName, number>>>> = ${JSON.stringify(measurePoints())};
`;
writeFileSync("measure/energy/activities.ts", await format(text, { parser: "typescript", printWidth: 120 }));
