import { z } from 'zod';
import {
  type ConsoleFrame,
  type ConsoleNavEntry,
  doneNotices,
  ExportButton,
  listExport,
  parameter,
  personOf,
} from '../../../core/index.ts';
import {
  askedWords,
  forgetMisses,
  forgetWishes,
  refreshHotWords,
  searchMisses,
} from '../../../mechanisms/publication/index.ts';
import type { Face } from '../../../platform/http/face.ts';
import type { AppContext } from '../../../platform/http/route.ts';
import { type FormState, newForm, type RequestContext } from '../../../platform/http/route.ts';
import type { Tick } from '../../../platform/tick.ts';
import { ErrorSummary } from '../../../ui/index.ts';
import { settleWord, wordsOwner } from './acts.ts';
import { ASKED_STATES, AskedPanel, MissPanel } from './view.tsx';

const PATH = '/search-misses';

export const searchNav: readonly ConsoleNavEntry[] = [
  { heading: '设置', label: '公众检索词', path: PATH, icon: 'search', act: 'search.read-misses' },
];

const notice = doneNotices({
  off: '已撤下，首页和搜索页不再显示这个词，恢复之前也不会再出现。',
  back: '已恢复。仍有足够多的人在查的，几分钟内重新显示。',
});

/** A line of the workbook: words that were looked for in vain, or that are offered or could be. */
interface WordLine {
  words: string;
  kind: string;
  visitors: number;
  firstOn: string;
  lastOn: string;
}

/** The rows of both lists, no others: what fewer visitors looked for is in neither. */
function wordExport(face: Face, frame: ConsoleFrame): void {
  listExport(face, frame, {
    path: `${PATH}/export`,
    access: { kind: 'act', act: 'search.export-words' },
    act: 'search.export-words',
    name: '公众检索词',
    filter: z.object({}),
    columns: [
      { heading: '检索词', width: 40, value: (w: WordLine) => w.words },
      { heading: '结果', value: (w) => w.kind },
      { heading: '访客（一个月内最多）', width: 20, value: (w) => w.visitors },
      { heading: '最早', width: 12, value: (w) => w.firstOn },
      { heading: '最近', width: 12, value: (w) => w.lastOn },
    ],
    async rows(ctx, _person, _filter, most) {
      const days = await parameter(ctx.db, 'search.hot-days', { day: ctx.today });
      const [misses, asked] = await Promise.all([searchMisses(ctx.db), askedWords(ctx.db, ctx.today, days)]);
      return [
        ...misses.map((m) => ({ ...m, words: m.query, kind: '没有结果' })),
        ...asked.map((w) => ({
          words: w.word,
          kind: `有结果，${ASKED_STATES[w.state]}`,
          visitors: w.visitors,
          firstOn: '',
          lastOn: w.lastOn ?? '',
        })),
      ].slice(0, most);
    },
  });
}

/** 公众检索词: what the public looked for and did not find, for extending what is published (目录动态扩展); and 大家在查. */
export function searchMissPages(face: Face, frame: ConsoleFrame): void {
  wordExport(face, frame);
  const show = async (ctx: RequestContext, form: FormState, done?: string) => {
    const at = { day: ctx.today };
    const [missDays, days] = await Promise.all([
      parameter(ctx.db, 'search.miss-days', at),
      parameter(ctx.db, 'search.hot-days', at),
    ]);
    const [misses, asked, owner] = await Promise.all([
      searchMisses(ctx.db),
      askedWords(ctx.db, ctx.today, days),
      wordsOwner(ctx.db),
    ]);
    const may = owner !== undefined && personOf(ctx).may('search.take-off-word', owner);
    return frame.page(ctx, {
      title: '公众检索词',
      section: PATH,
      notice: notice(done),
      heading: {
        h1: '公众检索词',
        actions: misses.length + asked.length > 0 && personOf(ctx).mayAnywhere('search.export-words') && (
          <ExportButton ctx={ctx} path={`${PATH}/export`} filter={{}} />
        ),
      },
      children: (
        <div class="mc-stack">
          <ErrorSummary form={form} labels={{}} />
          <MissPanel ctx={ctx} misses={misses} days={missDays} />
          <AskedPanel
            ctx={ctx}
            asked={asked}
            days={days}
            action={may ? ctx.base.console + PATH : undefined}
          />
        </div>
      ),
    });
  };
  face.page({
    path: PATH,
    access: { kind: 'act', act: 'search.read-misses' },
    query: z.object({ done: z.string().max(10).optional().catch(undefined) }),
    render: (ctx, { query }) => show(ctx, newForm(), query.done),
  });
  face.form({
    path: PATH,
    access: { kind: 'act', act: 'search.take-off-word' },
    token: 'once',
    labels: {},
    body: z.object({ word: z.string().trim().min(1).max(40), to: z.enum(['off', 'back']) }),
    async submit(ctx, { body, once }) {
      const { to } = await settleWord({ ...ctx, actor: personOf(ctx) }, { ...body, once });
      return { kind: 'redirect', to: `${ctx.base.console}${PATH}?done=${to}` };
    },
    again: (ctx, _input, form) => show(ctx, form),
  });
}

/** The words of 大家在查 are found anew after so many milliseconds. */
const AGAIN = 5 * 60_000;

/** Forgets old queries, and finds the words that the portal offers. */
export const searchTicks = (app: AppContext): readonly Tick[] => {
  let next = 0;
  return [
    {
      name: 'forget-search-misses',
      async run() {
        const at = { day: app.clock.today() };
        await forgetMisses(app.db, at.day, await parameter(app.db, 'search.miss-days', at));
        await forgetWishes(app.db, at.day, await parameter(app.db, 'search.hot-days', at));
      },
    },
    {
      name: 'hot-words',
      async run() {
        const now = app.clock.now().getTime();
        if (now < next) return;
        next = now + AGAIN;
        const at = { day: app.clock.today() };
        const [days, most] = await Promise.all([
          parameter(app.db, 'search.hot-days', at),
          parameter(app.db, 'search.hot-words', at),
        ]);
        await refreshHotWords(app.db, { today: at.day, days, most });
      },
    },
  ];
};
