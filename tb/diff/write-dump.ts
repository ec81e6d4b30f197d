/** Writes the dump of some jobs (JSON in argument 1) to standard output; started in copies of the sources, with and without faults. */
import { modelDump, type DumpedJobs } from "./model-dump.js";

process.stdout.write(modelDump(JSON.parse(process.argv[2]) as DumpedJobs));
