import type { VNode } from 'preact';
import { Phone } from '../../../../ui/index.ts';
import type { DirectEntry } from '../../search/direct.ts';

/** 直达: what the words name beside papers, above the hits. Of organs the note is their telephone. */
export function Direct({ entries }: { entries: readonly DirectEntry[] }): VNode | null {
  if (entries.length === 0) return null;
  return (
    <section class="mc-direct" aria-labelledby="direct">
      <h2 id="direct">直达</h2>
      <ul>
        {entries.map((e) => (
          <li key={e.href}>
            <span class="kind">{e.kind}</span>
            <a href={e.href}>{e.label}</a>
            {e.note && (
              <span class="note">{e.kind.startsWith('机构') ? <Phone text={e.note} /> : e.note}</span>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

/** 大家在查: words that many look for, each a search. */
export function HotWords({
  words,
  href,
}: {
  words: readonly string[];
  href: (words: string) => string;
}): VNode | null {
  if (words.length === 0) return null;
  return (
    <nav class="mc-hot" aria-label="大家在查">
      <span aria-hidden="true">大家在查：</span>
      <ul>
        {words.map((word) => (
          <li key={word}>
            <a href={href(word)}>{word}</a>
          </li>
        ))}
      </ul>
    </nav>
  );
}
