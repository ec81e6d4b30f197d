/** Points whose energy papers have published. */
export type PointName = "gemmFp16" | "gemmFp8" | "opsFp16" | "opsFp8" | "date" | "software";
