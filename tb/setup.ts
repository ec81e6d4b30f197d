import { onAttach } from "../run/attach.js";
import { checkersOf } from "./checkers/attach.js";

// Protocol checkers watch every bench of the test suite.
onAttach(checkersOf);
