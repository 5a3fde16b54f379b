import { z } from 'zod';
import type { Face } from '../../platform/http/face.ts';
import { Empty, Panel } from '../../ui/index.ts';
import { type ConsoleFrame, consolePaths } from '../console-frame.tsx';
import { personOf } from '../people.ts';
import { type SearchFound, type SearchGroup, searchWords, textHolds } from '../search.ts';

/** How many hits of a group are shown; the rest is behind its link. */
const SHOWN = 10;

function Found({ label, found, base }: { label: string; found: SearchFound; base: string }) {
  return (
    <Panel
      title={label}
      flush
      aside={
        <>
          共 {found.total} 项
          {found.all !== undefined && found.total > found.hits.length && (
            <>
              {' · '}
              <a href={base + found.all}>查看全部</a>
            </>
          )}
        </>
      }
    >
      <ul class="mc-found">
        {found.hits.map((hit) => (
          <li key={hit.path}>
            <a href={base + hit.path}>{hit.title}</a>
            <span class="muted">{hit.facts.filter(Boolean).join(' · ')}</span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

/** 全局检索: everything of the console that the person may read, by groups with their counts. */
export function searchPages(face: Face, frame: ConsoleFrame, declared: readonly SearchGroup[]): void {
  const groups = [...declared].sort((a, b) => a.order - b.order);
  face.page({
    path: '/search',
    access: { kind: 'signed-in' },
    query: z.object({
      q: z
        .string()
        .transform((typed) => typed.slice(0, 4000))
        .catch(''),
    }),
    async render(ctx, { query }) {
      const person = personOf(ctx);
      const words = searchWords(query.q);
      const places = frame.places(person).filter((p) => textHolds([p.label], words));
      const asked = groups.filter((g) => g.act === undefined || person.mayAnywhere(g.act));
      const found: { label: string; found: SearchFound }[] = [];
      if (words.length > 0) {
        if (places.length > 0)
          found.push({
            label: '跳转',
            found: {
              total: places.length,
              hits: places.slice(0, SHOWN).map((p) => ({ title: p.label, path: p.path, facts: [p.heading] })),
            },
          });
        const all = await Promise.all(asked.map((g) => g.find(ctx, person, words, SHOWN)));
        for (const [i, group] of asked.entries()) {
          const it = all[i];
          if (it && it.total > 0) found.push({ label: group.label, found: it });
        }
      }
      const total = found.reduce((sum, f) => sum + f.found.total, 0);
      const shown = words.join(' ');
      return frame.page(ctx, {
        title: shown ? `检索：${shown}` : '全局检索',
        query: shown,
        heading: {
          h1: '全局检索',
          ...(words.length > 0 ? { note: `“${shown}”，共 ${total} 项` } : {}),
        },
        children:
          words.length === 0 ? (
            <Empty
              title={
                query.q.trim() === ''
                  ? '请在上方的检索框中输入要找的内容。'
                  : '输入的内容太长，或者只有标点，没有可以检索的字词。请换成标题、文号或关键词。'
              }
              hint={`可以检索：${[...asked.map((g) => g.label), '栏目'].join('、')}。多个词用空格分开，只列出全部包含的。`}
            />
          ) : found.length === 0 ? (
            <Empty
              title={`在您可以查看的范围内没有找到“${shown}”。`}
              hint={
                <>
                  可以减少或换用别的词再试；不检索公众的个人信息。
                  <a href={consolePaths(ctx.base.console).help()}>各类内容在哪里</a>
                </>
              }
            />
          ) : (
            found.map((f) => <Found key={f.label} {...f} base={ctx.base.console} />)
          ),
      });
    },
  });
}
