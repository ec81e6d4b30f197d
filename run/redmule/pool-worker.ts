import { runLine } from "./batch-line.js";

/** Entry of a worker thread: it runs one line after the other. */
export default runLine;
