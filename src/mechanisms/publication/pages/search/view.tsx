import type { VNode } from 'preact';
import { BeyondEnd, classes, DocumentList, Empty, Facet, Note, Pagination } from '../../../../ui/index.ts';
import type { DirectEntry } from '../../search/direct.ts';
import { COUNT_CAP, type SearchHit } from '../../search/query.ts';
import type { portalPaths } from '../../urls.ts';
import { type SearchQuery, searchAddress } from './address.ts';
import { type Chosen, type ChosenNames, FILTER_LABELS, type FilterName } from './choices.ts';
import { Direct, HotWords } from './direct.tsx';
import type { FacetValue, SearchFacet } from './facets.ts';
import { hitItem } from './hit.tsx';
import { type Instead, InsteadOfNothing } from './instead.tsx';

/** What a search page shows. */
export interface SearchView {
  /** What is looked for, cut to its bound. */
  q: string;
  query: SearchQuery;
  /** Filters that count. */
  chosen: Chosen;
  /** What could not be understood, as sentences. */
  problems: readonly string[];
  /** Whether anything was looked for. */
  asked: boolean;
  /** Papers open on request only were asked for: they are not published. */
  notPublished: boolean;
  hits: readonly SearchHit[];
  terms: readonly string[];
  /** Exact up to COUNT_CAP, then one more. */
  total: number;
  size: number;
  facets: readonly SearchFacet[];
  /** Names of chosen values. */
  names: ChosenNames;
  /** Other queries that may have been meant. */
  meant: readonly string[];
  /** What other words find, when these find nothing. */
  instead: Instead | undefined;
  /** What the words name beside papers. */
  direct: readonly DirectEntry[];
  /** What others look for; for a page on which nothing has been looked for yet. */
  hot: readonly string[];
}

type Paths = ReturnType<typeof portalPaths>;
/** There are no pages beyond: whoever is there needs another word. */
export const MOST_PAGES = 50;

function address(
  view: SearchView,
  paths: Paths,
  change: Chosen & { order?: string; page?: number; q?: string },
): string {
  return searchAddress(paths.search(), {
    q: view.q,
    order: view.query.order,
    ...view.chosen,
    page: 1,
    ...change,
  });
}

/** The values with this one, or without it when it is among them. */
function toggled(values: readonly string[], value: string): string[] {
  return values.includes(value) ? values.filter((v) => v !== value) : [...values, value];
}

/** The part of the page below the box. */
export function SearchBody({ view, paths }: { view: SearchView; paths: Paths }): VNode {
  return (
    <>
      <Direct entries={view.direct} />
      {view.asked ? <Results view={view} paths={paths} /> : <NotAsked view={view} paths={paths} />}
    </>
  );
}

function NotAsked({ view, paths }: { view: SearchView; paths: Paths }) {
  if (view.notPublished)
    return (
      <Note kind="info" title="依申请公开的信息不在网上公布">
        <p>
          这类信息没有公开全文，搜索查不到。您可以依照《政府信息公开条例》第二十七条，向制作或者保存它的机关提出申请：在
          <a href={paths.organs()}>公开机构</a>中找到该机关，按它的公开指南申请。
        </p>
      </Note>
    );
  return (
    <>
      <HotWords words={view.hot} href={paths.search} />
      <Empty
        title={
          view.q === '' ? '请输入要查的内容。' : '输入的内容中没有可以查找的字词，请换成标题、文号或关键词。'
        }
        hint={
          <>
            也可以浏览<a href={paths.documents()}>全部政策文件</a>，或者按
            <a href={paths.organs()}>公开机构</a>查找。
          </>
        }
      />
    </>
  );
}

function Results({ view, paths }: { view: SearchView; paths: Paths }) {
  const { total, query, size } = view;
  const said = total > COUNT_CAP ? `${COUNT_CAP}+` : String(total);
  const pages = Math.min(Math.ceil(total / size), MOST_PAGES);
  const beyond = view.hits.length === 0 && total > 0;
  const order = (value: 'relevance' | 'date', label: string) => (
    <a
      href={address(view, paths, { order: value })}
      aria-current={query.order === value ? 'true' : undefined}
    >
      {label}
    </a>
  );
  return (
    <div class={classes('mc-hits', view.facets.length > 0 && 'mc-side')}>
      <section aria-label="搜索结果">
        <div class="mc-result">
          <h2>找到 {said} 条</h2>
          <ChosenTags view={view} paths={paths} />
          {view.facets.length > 0 && (
            <a class="mc-to-facets" href="#narrow">
              缩小范围
            </a>
          )}
          <span class="mc-seg">
            {order('relevance', '按相关')}
            {order('date', '按时间')}
          </span>
        </div>
        <Meant view={view} paths={paths} />
        {beyond ? (
          <BeyondEnd
            page={query.page}
            pages={pages}
            href={(page) => address(view, paths, { page })}
            list="搜索结果"
          />
        ) : view.hits.length === 0 ? (
          <Nothing view={view} paths={paths} />
        ) : (
          <DocumentList items={view.hits.map((hit) => hitItem(hit, view.terms, paths))} />
        )}
        {view.hits.length > 0 && (
          <>
            <Pagination
              page={query.page}
              pages={pages}
              href={(page) => address(view, paths, { page })}
              total={
                <>
                  没有找到？可以向机关<a href={paths.organs()}>申请公开</a>
                </>
              }
            />
            {total > pages * size && (
              <p class="small muted">只列出前 {pages * size} 条。请增加关键词或条件。</p>
            )}
          </>
        )}
      </section>
      {view.facets.length > 0 && <Facets view={view} paths={paths} />}
    </div>
  );
}

/** What the hits can be narrowed by. */
function Facets({ view, paths }: { view: SearchView; paths: Paths }) {
  const { total } = view;
  const option = (name: FilterName, v: FacetValue) => {
    const mine = view.chosen[name] ?? [];
    return {
      label: v.label,
      count: total > COUNT_CAP ? `${v.n}+` : v.n,
      selected: mine.includes(v.value),
      href: address(view, paths, { [name]: toggled(mine, v.value) }),
    };
  };
  return (
    <aside aria-label="缩小范围" id="narrow">
      {view.facets.map((facet, i) => (
        <Facet
          key={facet.name}
          title={facet.title}
          open={i < 4 || view.chosen[facet.name] !== undefined}
          options={facet.values.map((v) => option(facet.name, v))}
          rest={facet.rest.map((v) => option(facet.name, v))}
        />
      ))}
      {total > COUNT_CAP && (
        <p class="xs muted">各类件数按最新的 {COUNT_CAP} 条计算，带“+”的是至少有这么多。</p>
      )}
    </aside>
  );
}

/** The chosen filters; each is a link that gives it up. */
function ChosenTags({ view, paths }: { view: SearchView; paths: Paths }) {
  const chosen = (Object.keys(view.chosen) as FilterName[]).flatMap((name) =>
    (view.chosen[name] ?? []).map((value) => ({ name, value })),
  );
  if (chosen.length === 0) return null;
  return (
    <ul class="mc-conditions" aria-label="已选的条件">
      {chosen.map(({ name, value }) => (
        <li key={`${name} ${value}`}>
          <a href={address(view, paths, { [name]: toggled(view.chosen[name] ?? [], value) })}>
            {FILTER_LABELS[name]}：{view.names.label(name, value)} <span aria-hidden="true">×</span>
            <span class="visually-hidden">（去掉这个条件）</span>
          </a>
        </li>
      ))}
      <li>
        <a class="all" href={searchAddress(paths.search(), { q: view.q, order: view.query.order })}>
          全部清除
        </a>
      </li>
    </ul>
  );
}

function Meant({ view, paths }: { view: SearchView; paths: Paths }) {
  if (view.meant.length === 0) return null;
  return (
    <p class="mc-meant">
      您要找的是不是：
      {view.meant.map((text) => (
        <a key={text} href={searchAddress(paths.search(), { q: text })}>
          {text}
        </a>
      ))}
    </p>
  );
}

function Nothing({ view, paths }: { view: SearchView; paths: Paths }) {
  const filtered = Object.keys(view.chosen).length > 0;
  const title = !view.q
    ? '没有符合这些条件的公开信息。'
    : filtered
      ? `在选定的条件下没有找到含“${view.q}”的公开信息。`
      : view.direct.length > 0
        ? `没有找到含“${view.q}”的文件。您要找的也许是上面“直达”中的页面。`
        : `没有找到含“${view.q}”的公开信息。`;
  const help = (
    <ul class="mc-helplist">
      {filtered && (
        <li>
          <a href={searchAddress(paths.search(), { q: view.q, order: view.query.order })}>去掉全部条件再查</a>
        </li>
      )}
      <li>换一个说法，或者少用几个词；只记得文号的一部分时，也可以只输入年份和序号，如“〔2026〕3号”。</li>
      <li>
        浏览<a href={paths.documents()}>政策文件</a>，或者从<a href={paths.organs()}>公开机构</a>
        进入各机关的公开专栏。
      </li>
      <li>
        没有主动公开的信息，可以依照《政府信息公开条例》第二十七条向有关机关
        <a href={paths.organs()}>申请公开</a>。
      </li>
    </ul>
  );
  if (!view.instead) return <Empty title={title} hint={help} />;
  return (
    <>
      <Empty title={title} />
      <InsteadOfNothing
        instead={view.instead}
        paths={paths}
        href={(q) => address(view, paths, { q, order: 'relevance' })}
      />
      {help}
    </>
  );
}
