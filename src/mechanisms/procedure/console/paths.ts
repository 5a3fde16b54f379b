/**
 * Address of a case in the console. Without the procedure it leads there by a redirect: lists of cases of all kinds need
 * not know it.
 * @param base path prefix of the console; @param procedure kind of the case, for those with pages of their own
 */
export function casePath(base: string, pid: string, procedure?: string): string {
  return procedure === undefined ? `${base}/cases/${pid}` : `${base}/cases/${pid}/${procedure}`;
}
