// Entry of a worker thread that runs from the TypeScript sources: tsx does not reach into threads by itself.
import { register } from "tsx/esm/api";

register();
export default async ({ module, task }) => (await import(module)).default(task);
