/** States of a stream: waiting for its start, generating addresses, waiting for the last beats. */
export const STREAM_STATES = ["IDLE", "WORKING", "DONE"] as const;
export const STREAM_IDLE = 0;
export const STREAM_WORKING = 1;
export const STREAM_DONE = 2;

/** Mask of the beat counters of a stream: wide enough for any job, 16 bits under E11. */
export const BEAT_COUNT_MODULUS = { sound: Number.MAX_SAFE_INTEGER, E11: 65536 } as const;
