import fc from "fast-check";

/** Random tests draw the same cases for every mutant. */
fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: 1 });
