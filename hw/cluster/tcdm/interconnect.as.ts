// What Interconnect (interconnect.ts) calls, in AssemblyScript: `npm run build:simd` compiles it to interconnect.wasm.ts.
export { edge, settle } from "./interconnect-clock.as";
export { answer, edgeLone } from "./wide-router.as";
