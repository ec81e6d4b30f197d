/**
 * Starts to measure this thread. The function that comes back gives the ns since: time on the clock or CPU time of the process, whichever is
 * less. The one counts other processes of a shared machine in, the other the threads that compile and collect beside this one.
 */
export function stopwatch(): () => number {
  const begin = performance.now();
  const before = process.cpuUsage();
  return () => {
    const elapsed = 1e6 * (performance.now() - begin);
    const { user, system } = process.cpuUsage(before);
    return Math.min(elapsed, 1000 * (user + system));
  };
}
