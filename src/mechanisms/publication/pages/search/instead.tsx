import type { VNode } from 'preact';
import { DocumentList } from '../../../../ui/index.ts';
import { COUNT_CAP, type SearchHit } from '../../search/query.ts';
import type { Rephrasing } from '../../search/rephrase.ts';
import type { portalPaths } from '../../urls.ts';
import { hitItem } from './hit.tsx';

/** What other words find where the query finds nothing. */
export interface Instead {
  /** The best first. */
  phrasings: readonly Rephrasing[];
  best: Rephrasing;
  /** The first hits of the best. */
  hits: readonly SearchHit[];
}

/** Other words with the number of their hits, and the first hits of the best under their own heading. */
export function InsteadOfNothing(props: {
  instead: Instead;
  paths: ReturnType<typeof portalPaths>;
  /** Address of the search for another query. */
  href: (query: string) => string;
}): VNode {
  const { phrasings, best, hits } = props.instead;
  return (
    <section aria-labelledby="instead">
      <h3 id="instead">换成这些词能找到</h3>
      <p class="mc-meant">
        {phrasings.map(({ query, total }) => (
          <a key={query} href={props.href(query)}>
            {query}（{total > COUNT_CAP ? `${COUNT_CAP}+` : total} 条）
          </a>
        ))}
      </p>
      <h3>以下含{listed(best.words)}</h3>
      <DocumentList items={hits.map((hit) => hitItem(hit, best.words, props.paths))} />
    </section>
  );
}

/** “一”、“二”和“三” */
function listed(words: readonly string[]): string {
  const quoted = words.map((word) => `“${word}”`);
  const last = quoted.at(-1) ?? '';
  return quoted.length > 1 ? `${quoted.slice(0, -1).join('、')}和${last}` : last;
}
