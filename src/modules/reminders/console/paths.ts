import type { ThingKind } from '../words.ts';

/** Addresses of the pages of this module. @param base path prefix of the console */
export function reminderPaths(base: string) {
  const one = (pid: string) => `${base}/reminders/${pid}`;
  return {
    list: (done?: string) => `${base}/reminders${done ? `?done=${done}` : ''}`,
    about: (kind: ThingKind, pid: string) => `${base}/reminders/new/${kind}/${pid}`,
    one,
    done: (pid: string) => `${one(pid)}/done`,
  };
}
