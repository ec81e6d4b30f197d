// Entry of a worker thread that runs from the TypeScript sources: tsx does not reach into threads by itself.
import { register } from "tsx/esm/api";

register();
const { default: perform } = await import("./worker-entry.ts");
export default perform;
