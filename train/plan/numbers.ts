const single = new Float32Array(1);
const bits = new Uint32Array(single.buffer);

/** The bits of the FP32 number next to a number. */
export function float32Bits(value: number): number {
  single[0] = value;
  return bits[0];
}
