// Entry of Stryker's plugins: it loads JavaScript, and they run from the TypeScript sources.
import { register } from "tsx/esm/api";

register();
export const { strykerPlugins } = await import("./plugins.ts");
