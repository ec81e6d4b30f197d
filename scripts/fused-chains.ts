/** Lets Node 20 load modules with relaxed vectors, which later ones do by themselves: FP32 products of functional runs take an eighth of the time. */
import { setFlagsFromString } from "node:v8";

/** The first release that needs no flag. */
const BY_ITSELF = 21;

/** To be called before the first product. Bits stay the same (train/functional/chain-fused.as.ts). */
export function useFusedChains(): void {
  if (Number(process.versions.node.split(".")[0]) < BY_ITSELF) {
    setFlagsFromString("--experimental-wasm-relaxed-simd");
  }
}
