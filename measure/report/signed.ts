/** A share as a difference: +1.7 % or −0.3 %. */
export function signed(change: number): string {
  return `${change < 0 ? "\u2212" : "+"}${(100 * Math.abs(change)).toFixed(1)} %`;
}
