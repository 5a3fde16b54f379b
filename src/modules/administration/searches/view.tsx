import type { VNode } from 'preact';
import {
  type AskedWord,
  FEWEST_VISITORS,
  portalPaths,
  type SearchMiss,
} from '../../../mechanisms/publication/index.ts';
import type { RequestContext } from '../../../platform/http/route.ts';
import {
  type Column,
  DataTable,
  Empty,
  Hidden,
  Note,
  Panel,
  PostForm,
  SubmitButton,
  Tag,
} from '../../../ui/index.ts';

/** The words as a link to their search on the portal. */
function Words({ ctx, words }: { ctx: RequestContext; words: string }) {
  return <a href={ctx.portalUrl + portalPaths('').search(words)}>{words}</a>;
}

/** What was looked for in vain. @param days so long it is kept */
export function MissPanel({
  ctx,
  misses,
  days,
}: {
  ctx: RequestContext;
  misses: readonly SearchMiss[];
  days: number;
}): VNode {
  return (
    <>
      <Note kind="info">
        <p class="mb-0">
          公众在门户检索而没有结果的词，供扩展公开目录参考。疑似含有个人信息的不记录；同一个月内有{' '}
          {FEWEST_VISITORS} 名以上不同访客检索过的才显示；{days} 日后清除。
        </p>
      </Note>
      <Panel title="没有结果的检索" flush aside={`${misses.length} 个，检索的人多的在前`}>
        <DataTable<SearchMiss>
          caption="没有结果的检索词，检索的人多的在前"
          rows={misses}
          empty={<Empty title="还没有可以显示的检索词。" />}
          columns={[
            { label: '检索词', header: true, cell: (m) => <Words ctx={ctx} words={m.query} /> },
            { label: '访客（一个月内最多）', cell: (m) => m.visitors, num: true },
            { label: '最早', cell: (m) => m.firstOn, nowrap: true },
            { label: '最近', cell: (m) => m.lastOn, nowrap: true },
          ]}
        />
      </Panel>
    </>
  );
}

/** What the public sees of a word. */
export const ASKED_STATES = {
  shown: '正在显示',
  off: '已撤下',
  neither: '未显示',
} as const satisfies Record<AskedWord['state'], string>;

const STATES: Readonly<Record<AskedWord['state'], VNode>> = {
  shown: (
    <Tag kind="ok" icon="check">
      {ASKED_STATES.shown}
    </Tag>
  ),
  off: (
    <Tag kind="mute" icon="ban">
      {ASKED_STATES.off}
    </Tag>
  ),
  neither: <Tag kind="mute">{ASKED_STATES.neither}</Tag>,
};

/**
 * What many looked for and found.
 * @param days of so many days
 * @param action where a word is taken off or brought back; undefined for somebody who may not
 */
export function AskedPanel({
  ctx,
  asked,
  days,
  action,
}: {
  ctx: RequestContext;
  asked: readonly AskedWord[];
  days: number;
  action: string | undefined;
}): VNode {
  const columns: Column<AskedWord>[] = [
    { label: '检索词', header: true, cell: (w) => <Words ctx={ctx} words={w.word} /> },
    { label: '访客', cell: (w) => w.visitors || '—', num: true },
    { label: '最近', cell: (w) => w.lastOn ?? '—', nowrap: true },
    { label: '状态', cell: (w) => STATES[w.state], nowrap: true },
  ];
  if (action !== undefined)
    columns.push({
      label: '办理',
      cell: (w) => (
        <PostForm action={action} once={ctx.session?.once() ?? ''}>
          <Hidden name="word" value={w.word} />
          <SubmitButton kind="plain" name="to" value={w.state === 'off' ? 'back' : 'off'}>
            {w.state === 'off' ? '恢复' : '撤下'}
            <span class="visually-hidden">“{w.word}”</span>
          </SubmitButton>
        </PostForm>
      ),
    });
  return (
    <>
      <Note kind="info">
        <p class="mb-0">
          门户首页和搜索页向公众提示的词：近 {days} 日内有 {FEWEST_VISITORS}{' '}
          名以上不同访客检索过、有结果、且出现在公开文件标题中，不像人名、号码。其他的列在这里，不对外显示。撤下的词在恢复之前不再显示。
        </p>
      </Note>
      <Panel title="大家在查" flush aside={`近 ${days} 日，查的人多的在前`}>
        <DataTable<AskedWord>
          caption="有结果的检索词，查的人多的在前"
          rows={asked}
          empty={<Empty title="还没有可以显示的检索词。" />}
          columns={columns}
        />
      </Panel>
    </>
  );
}
