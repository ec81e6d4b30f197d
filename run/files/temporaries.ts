import { isMainThread } from "node:worker_threads";

/** How to take away what must not outlive the process. */
const removals = new Set<() => void>();

/** Signals that end a process, and the exit codes that say so. */
const EXIT_CODES = new Map<NodeJS.Signals, number>([
  ["SIGINT", 130],
  ["SIGTERM", 143],
  ["SIGHUP", 129],
]);

function removeAll(): void {
  for (const remove of [...removals]) remove();
}

/** A command that ends in order by itself listens, too: it is left to. */
function onSignal(signal: NodeJS.Signals): void {
  if (process.listenerCount(signal) === 1) process.exit(EXIT_CODES.get(signal));
}

function listen(): void {
  process.once("exit", removeAll);
  // Signals reach the main thread alone. In front of the others, who may go away when they are called.
  if (isMainThread) for (const signal of EXIT_CODES.keys()) process.prependListener(signal, onSignal);
}

function stopListening(): void {
  process.removeListener("exit", removeAll);
  if (isMainThread) for (const signal of EXIT_CODES.keys()) process.removeListener(signal, onSignal);
}

/**
 * Has `remove` called when the process ends, by a signal such as Ctrl-C, too.
 * @returns takes that back
 */
export function atEnd(remove: () => void): () => void {
  if (removals.size === 0) listen();
  removals.add(remove);
  return () => {
    if (removals.delete(remove) && removals.size === 0) stopListening();
  };
}
