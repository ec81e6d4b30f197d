import { runTask } from "./task.js";

/** Entry of a worker thread: it runs one task after the other. */
export default runTask;
