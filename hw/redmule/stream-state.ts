/** States of a stream: waiting for its start, generating addresses, waiting for the last beats. */
export const StreamState = { IDLE: 0, WORKING: 1, DONE: 2 } as const;
export type StreamState = (typeof StreamState)[keyof typeof StreamState];
export const STREAM_STATES = Object.keys(StreamState);
