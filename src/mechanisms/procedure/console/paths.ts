/** Address of a case in the console. @param base path prefix of the console */
export function casePath(base: string, pid: string): string {
  return `${base}/cases/${pid}`;
}
