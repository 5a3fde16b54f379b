import { z } from 'zod';
import { TooMany } from '../../../../platform/errors.ts';
import type { Face } from '../../../../platform/http/face.ts';
import { householdOf } from '../../../../platform/http/network.ts';
import type { RequestContext } from '../../../../platform/http/route.ts';
import { logged } from '../../../../platform/log.ts';
import { SearchForm, Unused } from '../../../../ui/index.ts';
import type { PortalFrame } from '../../portal-frame.tsx';
import { searchedSubject } from '../../search/asked-words.ts';
import type { DirectEntry } from '../../search/direct.ts';
import { hotWords } from '../../search/hot-words.ts';
import { noteMiss } from '../../search/misses.ts';
import { asksForSomething, type SearchRequest, searchCounts, searchHits } from '../../search/query.ts';
import { rephrase } from '../../search/rephrase.ts';
import { complete, didYouMean } from '../../search/suggest.ts';
import { QUERY_LIMITS, queryTokens } from '../../search/tokens.ts';
import { Allowance } from '../../search/visitors.ts';
import { portalPaths } from '../../urls.ts';
import { askedFor, SEARCH_QUERY, SEVERAL, type SearchQuery, searchAddress } from './address.ts';
import { AdvancedForm } from './advanced.tsx';
import { besideChosen, searchFacets } from './facets.ts';
import type { Instead } from './instead.tsx';
import { MOST_PAGES, SearchBody, type SearchView } from './view.tsx';

const SIZE = 20;
/** Of so many chosen kinds the other values are counted too: each costs a search. */
const MOST_COUNTED = 4;
/** With so few hits something else may have been meant. */
const FEW = 2;
/** Completions, rephrasings and remembered misses of one visitor in a minute. */
const PER_MINUTE = { completions: 120, rephrasings: 60, misses: 10 };
/** So many hits of other words are shown where the query has none. */
const SHOWN_INSTEAD = 5;

/** The search page of the portal and what completes its box; every choice is part of the address. */
export function searchPages(face: Face, frame: PortalFrame): void {
  const completions = new Allowance(PER_MINUTE.completions);
  const allowed = {
    misses: new Allowance(PER_MINUTE.misses, householdOf),
    rephrasings: new Allowance(PER_MINUTE.rephrasings),
  };

  face.page({
    path: '/search',
    access: { kind: 'public' },
    cache: 'revalidate',
    query: SEARCH_QUERY,
    async render(ctx, { query }) {
      const site = await frame.site(ctx);
      const view = await look(ctx, query, site.code, allowed, (q) => frame.direct(ctx, q));
      const paths = portalPaths(ctx.base.portal);
      return frame.page(ctx, {
        title: view.q ? `搜索：${view.q}` : '搜索',
        column: {
          name: '搜索',
          description: '按标题、正文、文号和条件查找公开的文件、机构和办事入口',
          keywords: '搜索,政策,文件,机构',
          type: '政府信息公开',
        },
        crumbs: [{ label: '搜索' }],
        search: false,
        ...(view.asked ? { feed: { path: '/feeds/search', query: feedQuery(view) } } : {}),
        children: (
          <main id="main" class="mc-main" tabindex={-1}>
            <div class="mc-wrap">
              <h1 class="visually-hidden">搜索政府信息</h1>
              <SearchForm
                action={paths.search()}
                query={view.q}
                id="q"
                label="搜索政府信息"
                placeholder="标题、文号、关键词"
              />
              <p class="muted small">
                多个词用空格隔开；加引号按整句查；不要的词前面加减号，如“公积金 -贷款”；文号可用各种括号。
              </p>
              <Unused problems={view.problems} />
              <AdvancedForm action={paths.search()} query={query} used={view.chosen} />
              <SearchBody view={view} paths={paths} />
            </div>
          </main>
        ),
      });
    },
  });

  face.page({
    path: '/search/suggest',
    access: { kind: 'public' },
    query: z.object({ q: z.string().catch('') }),
    async render(ctx, { query }) {
      if (!completions.take(ctx.address, ctx.now))
        throw new TooMany('输入过于频繁，请一分钟后再试；搜索本身不受影响。', 60);
      const suggestions = await complete(ctx.db, query.q.slice(0, QUERY_LIMITS.characters), ctx.today);
      return { kind: 'file', type: 'application/json; charset=utf-8', body: JSON.stringify({ suggestions }) };
    },
  });
}

/** The part of the address that says which papers a search finds: a feed of it takes the same. */
function feedQuery(view: SearchView): string {
  return searchAddress('', { q: view.q, ...view.chosen }).slice(1);
}

/** Everything that the page shows. */
async function look(
  ctx: RequestContext,
  query: SearchQuery,
  site: string,
  allowed: Readonly<Record<'misses' | 'rephrasings', Allowance>>,
  direct: (query: string) => Promise<readonly DirectEntry[]>,
): Promise<SearchView> {
  const { q, address, names } = await askedFor(ctx.db, query, site);
  const problems = [...address.problems];
  if ([...query.q].length > QUERY_LIMITS.characters)
    problems.push(`输入的内容太长，只用了前 ${QUERY_LIMITS.characters} 个字。请换成几个关键词。`);
  const asked = asksForSomething({ query: q, ...address.filter });
  if (q && !asked)
    problems.push(
      queryTokens(q).without.length > 0
        ? '只写了不要的词。请在前面加上要查找的字词，如“公积金 -贷款”。'
        : '输入的只有标点或符号，没有可以查找的字词。请输入标题、文号或关键词。',
    );
  const blank: SearchView = {
    q,
    query,
    chosen: address.chosen,
    problems,
    asked: false,
    notPublished: address.notPublished,
    hits: [],
    terms: queryTokens(q).terms,
    total: 0,
    size: SIZE,
    facets: [],
    names,
    meant: [],
    instead: undefined,
    direct: [],
    hot: [],
  };
  if (address.notPublished) return blank;
  if (!asked) return { ...blank, hot: await hotWords(ctx.db) };
  const request = {
    query: q,
    ...address.filter,
    order: query.order,
    page: query.page,
    size: SIZE,
    today: ctx.today,
  };
  const chosen = SEVERAL.filter((name) => address.chosen[name]).slice(0, MOST_COUNTED);
  const filtered = Object.keys(address.chosen).length > 0;
  // Whoever narrows or turns the page looks for papers.
  const first = q !== '' && query.page === 1 && !filtered;
  const [hits, counts, named, ...without] = await Promise.all([
    query.page > MOST_PAGES ? [] : searchHits(ctx.db, request),
    searchCounts(ctx.db, request),
    first ? direct(q) : [],
    ...chosen.map((name) => searchCounts(ctx.db, { ...request, [name]: [] })),
  ]);
  const own = new Map(chosen.flatMap((name, i) => (without[i] ? [[name, without[i]]] : [])));
  const [facets, meant] = await Promise.all([
    searchFacets(ctx.db, besideChosen(counts, own), { site, chosen: address.chosen, names }),
    q && counts.total <= FEW ? didYouMean(ctx.db, q, ctx.today) : [],
  ]);
  // After the others: its time is bounded, and they would take it away.
  const instead =
    q && counts.total === 0 && allowed.rephrasings.take(ctx.address, ctx.now)
      ? await otherwise(ctx, request)
      : undefined;
  const searched = first && counts.total > 0 ? searchedSubject(q) : undefined;
  if (searched) ctx.viewed(searched);
  // A page that only mentions the words is not what was looked for.
  const missed = first && counts.total === 0 && named.every((e) => e.rank === 2);
  if (missed && allowed.misses.take(ctx.address, ctx.now))
    await noteMiss(ctx.db, { query: q, address: ctx.address, today: ctx.today }).catch((error: unknown) =>
      ctx.log.warn(logged(error), 'a search without result was not noted'),
    );
  return { ...blank, asked: true, hits, total: counts.total, facets, meant, instead, direct: named };
}

/** What other words find, with the first hits of the best of them; they are no hits of the query. */
async function otherwise(ctx: RequestContext, request: SearchRequest): Promise<Instead | undefined> {
  const phrasings = await rephrase(ctx.db, request);
  const [best] = phrasings;
  if (!best) return undefined;
  const first = { ...request, query: best.query, order: 'relevance', page: 1, size: SHOWN_INSTEAD } as const;
  return { phrasings, best, hits: await searchHits(ctx.db, first) };
}
