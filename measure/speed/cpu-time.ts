/** CPU time of this process so far in ns, which other processes of a shared machine do not count in; threads of the compiler do. */
export function cpuNs(): number {
  const { user, system } = process.cpuUsage();
  return 1000 * (user + system);
}
