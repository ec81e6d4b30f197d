// The arithmetic of a core as a module of its own: for tests.
export { execute, flags } from "./float.as";
export { compute } from "./integer.as";
