import { hmac } from './crypto.ts';

/** What a form brings besides its token: its values, and its files by field, name and content. */
export interface SentContent {
  values: Readonly<Record<string, string | readonly string[] | undefined>>;
  files: readonly { field: string; name: string; sha256?: string }[];
}

/**
 * The once-token of a form together with what the form brings, as `change()` takes it. The content is hashed with the token
 * as key, which nobody keeps: what was typed cannot be guessed from it.
 */
export function bindOnce(token: string, { values, files }: SentContent): string {
  const entries = Object.entries(values).toSorted(([a], [b]) => (a < b ? -1 : 1));
  const content = JSON.stringify([entries, files.map((f) => [f.field, f.name, f.sha256 ?? ''])]);
  return `${hmac(token, content)}:${token}`;
}

/** The two parts of what `bindOnce` made; a token that was not bound has no content. */
export function readOnce(once: string): { token: string; content: string | null } {
  const at = once.indexOf(':');
  return at < 0 ? { token: once, content: null } : { token: once.slice(at + 1), content: once.slice(0, at) };
}
