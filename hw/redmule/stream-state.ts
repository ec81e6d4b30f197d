/** States of a stream: waiting for its start, generating addresses, waiting for the last beats. */
export const STREAM_STATES = ["IDLE", "WORKING", "DONE"] as const;
export const STREAM_IDLE = 0;
export const STREAM_WORKING = 1;
export const STREAM_DONE = 2;
