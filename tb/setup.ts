import fc from "fast-check";
import { onAttach } from "../run/attach.js";
import { checkersOf } from "./checkers/attach.js";

// Protocol checkers watch every bench of the test suite.
onAttach(checkersOf);

// A newcomer's run is everybody's: properties draw the same cases until a seed asks for others.
fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(process.env["REDMULE_SEED"] ?? 1) });
