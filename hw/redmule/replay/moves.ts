/** Moves of data in a stretch of clocks, each followed by its arguments. */
export const Move = {
  /** The stretch ends. */
  END: 0,
  /** Rows, group and element of W, clocks. */
  STEPS: 1,
  /** Rows, group and element of W, index of the Y column. */
  STEP_Y: 2,
  RESULTS: 3,
  /** Pad column or -1, column, half. */
  X_COLUMN: 4,
  /** Row. */
  X_ROW: 5,
  /** Column, half. */
  X_TURN: 6,
  /** Row, valid elements, whether it is a step. */
  W_ROW: 7,
  /** Channel, what it moves. */
  LOAD: 8,
  /** What the store channel moves. */
  STORE: 9,
  /** Index of the row in the Z buffer, its height. */
  Z_ROW: 10,
  /** Row. */
  Y_ROW: 11,
  /** Column. */
  Z_COLUMN: 12,
  /** Bytes from the place of the stretch's first chunk, beats, bytes of a row. */
  X_START: 13,
  /** Clocks without an access since the last one, for a memory that counts them. */
  CLOCKS: 14,
} as const;

/** What a channel moves at an edge, in this order. */
export const Channel = {
  TAKES: 1,
  TRANSFERS: 2,
  /** The response goes into the FIFO, is held, or the one that is held goes there. */
  RESPONDS: 4,
  HOLDS: 8,
  UNLOADS: 16,
  /** A request is granted; of the store channel, a store. */
  GRANTED: 32,
  ACCEPTS: 64,
  /** The address generator moves on; its stream starts, or ends. */
  GENERATES: 128,
  STARTS: 256,
  ENDS: 512,
  /** The store channel sends a beat of its head row into the store FIFO. */
  SENDS: 1024,
} as const;
