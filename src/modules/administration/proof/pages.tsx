import { z } from 'zod';
import { type ConsoleFrame, organisationsByIds, personOf } from '../../../core/index.ts';
import { NotFound, Refusal } from '../../../platform/errors.ts';
import type { Face } from '../../../platform/http/face.ts';
import type { RequestContext } from '../../../platform/http/route.ts';
import { ButtonLink, KeyValue, Note, Panel, Tag } from '../../../ui/index.ts';
import { second } from '../../../ui/times.ts';
import type { House } from '../../module.ts';
import { chainPage } from './chain-page.tsx';
import { cursorOf } from './cursor.ts';
import { exportAudit } from './export.ts';
import { FILTER_FIELDS, FILTER_LABELS, filterQuery, readFilter } from './filter.ts';
import { AuditFilters, AuditTable, ExportForm, Subject, Who } from './list-view.tsx';
import { aboutPapers, PapersNote } from './papers.tsx';
import { detailNames, findAudit, listAudit, listSubjectKinds, subjectNames } from './store.ts';
import { actOf, type DetailNames, detailWords } from './words.ts';

const SIZE = 50;
const PATH = '/audit';

/** 操作留痕: who did what to what and when, for the auditors of the organisations concerned. */
export function proofPages(face: Face, frame: ConsoleFrame, house: House): void {
  const list = async (
    ctx: RequestContext,
    input: Parameters<typeof readFilter>[0] & { before?: string | undefined },
    refused: readonly string[] = [],
  ) => {
    const person = personOf(ctx);
    const base = ctx.base.console + PATH;
    const scope = person.scope('audit.read');
    const organisations = await organisationsByIds(ctx.db, scope, ctx.today);
    const { used, problems, filter: read } = readFilter(input, scope, organisations);
    const { filter, meant } = await aboutPapers(ctx, house, scope, { filter: read, used });
    const [rows, kinds] = await Promise.all([
      listAudit(ctx.db, filter, { size: SIZE + 1, ...(input.before ? { before: input.before } : {}) }),
      listSubjectKinds(ctx.db),
    ]);
    const shown = rows.slice(0, SIZE);
    const last = shown.at(-1);
    const names = await subjectNames(ctx.db, shown);
    return frame.page(ctx, {
      title: '操作留痕',
      section: PATH,
      heading: {
        h1: '操作留痕',
        note: '只读；谁在何时对什么做了什么',
        actions: (
          <ButtonLink href={`${base}/chain`} icon="shield-check">
            封存链与锚点
          </ButtonLink>
        ),
      },
      children: (
        <>
          {[...refused, ...problems].map((p) => (
            <Note key={p} kind="warn">
              <p>{p}</p>
            </Note>
          ))}
          {used.request && (
            <Note>
              <p>只列出请求 {used.request} 的记录。</p>
            </Note>
          )}
          {meant && <PapersNote meant={meant} base={base} used={used} />}
          <AuditFilters
            action={base}
            used={used}
            actLabels={frame.actLabels}
            kinds={kinds}
            organisations={organisations}
          />
          <Panel title="记录" flush aside="最新的在最前">
            <AuditTable
              rows={shown}
              filtered={Object.keys(used).length > 0}
              actLabels={frame.actLabels}
              names={names}
              href={(row) => `${base}/rows/${cursorOf(row.place)}`}
            />
          </Panel>
          <nav class="mc-page" aria-label="分页">
            {input.before && <a href={base + filterQuery(used)}>« 回到最新</a>}
            {rows.length > SIZE && last && (
              <a href={base + filterQuery(used, { before: cursorOf(last.place) })} rel="next">
                更早的记录 ›
              </a>
            )}
            <span class="end muted">本页 {shown.length} 条</span>
          </nav>
          {shown.length > 0 && person.mayAnywhere('audit.export') && (
            <ExportForm action={`${base}/export`} once={ctx.session?.once() ?? ''} used={used} />
          )}
        </>
      ),
    });
  };

  face.page({
    path: PATH,
    access: { kind: 'act', act: 'audit.read' },
    query: z.object({ ...FILTER_FIELDS, before: z.string().max(60).optional().catch(undefined) }),
    render: (ctx, { query }) => list(ctx, query),
  });

  face.form({
    path: `${PATH}/export`,
    access: { kind: 'act', act: 'audit.export' },
    // Checked, not used up: the page stays, and each file that it hands out is an audit row of its own.
    token: 'once',
    body: z.object({ ...FILTER_FIELDS, format: z.enum(['csv', 'jsonl']) }),
    labels: { ...FILTER_LABELS, format: '导出格式' },
    async submit(ctx, { body }) {
      const { format, ...input } = body;
      const person = personOf(ctx);
      const scope = person.scope('audit.export');
      const { filter, used, unread, problems } = readFilter(
        input,
        scope,
        await organisationsByIds(ctx.db, scope, ctx.today),
      );
      const wrong = [...unread, ...problems];
      if (wrong.length > 0) throw new Refusal(wrong.map((message) => ({ message })));
      const { text } = await exportAudit(ctx, person, {
        filter: (await aboutPapers(ctx, house, scope, { filter, used })).filter,
        used,
        format,
        actLabels: frame.actLabels,
      });
      return {
        kind: 'file',
        body: text,
        type: format === 'csv' ? 'text/csv; charset=utf-8' : 'application/x-ndjson; charset=utf-8',
        download: `操作留痕-${ctx.today}.${format}`,
      };
    },
    async again(ctx, _input, form) {
      const input = z.object(FILTER_FIELDS).parse(form.values);
      return list(
        ctx,
        input,
        form.issues.map((i) => i.message),
      );
    },
  });

  face.page({
    path: `${PATH}/chain`,
    access: { kind: 'act', act: 'audit.read' },
    render: (ctx) => chainPage(ctx, frame, PATH),
  });

  face.page({
    path: `${PATH}/rows/:place`,
    access: { kind: 'act', act: 'audit.read' },
    params: z.object({ place: z.string().max(60) }),
    async render(ctx, { params }) {
      const row = await findAudit(ctx.db, personOf(ctx).scope('audit.read'), params.place);
      if (!row) throw new NotFound('没有找到这条记录，或者不在您的审计范围内。');
      const base = ctx.base.console + PATH;
      const names = await subjectNames(ctx.db, [row]);
      const { key } = names(row);
      const named = await detailNames(ctx.db, [row]);
      const inWords: DetailNames = (it) => actOf(it, frame.actLabels) ?? named.get(it)?.name;
      const act = frame.actLabels[row.act];
      return frame.page(ctx, {
        title: `操作留痕：${act ?? row.act}`,
        section: PATH,
        heading: {
          h1: act ?? row.act,
          tag: row.position === null ? <Tag kind="warn">待封存</Tag> : <Tag kind="ok">已封存</Tag>,
          note: second(row.at),
          actions: <ButtonLink href={base}>回到列表</ButtonLink>,
        },
        children: (
          <div class="mc-g">
            <Panel title="这条记录">
              <KeyValue
                rows={[
                  ['时间', second(row.at)],
                  ['操作人', <Who row={row} />],
                  ['人员编号', row.personPid],
                  ['行为', act ? `${act}（${row.act}）` : row.act],
                  ['对象', <Subject row={row} names={names} />],
                  [
                    '同一对象',
                    key && <a href={base + filterQuery({ kind: row.subjectKind, subject: key })}>全部记录</a>,
                  ],
                  ['所涉机构', row.organisationName],
                  ['请求编号', <a href={base + filterQuery({ request: row.requestId })}>{row.requestId}</a>],
                ]}
              />
            </Panel>
            <Panel title="内容" aside="只含编号与选项">
              {Object.keys(row.details).length === 0 ? (
                <p class="muted">没有附加内容。</p>
              ) : (
                <KeyValue
                  rows={Object.entries(row.details).map(([name, value]) => detailWords(name, value, inWords))}
                />
              )}
            </Panel>
            <Panel title="封存">
              {row.position === null ? (
                <p>还没有封存。封存程序每秒运行一次，稍后刷新本页即可看到。</p>
              ) : (
                <KeyValue
                  rows={[
                    ['链上序号', String(row.position)],
                    ['本行校验值（SM3）', <code class="mc-hash">{row.rowHash}</code>],
                  ]}
                />
              )}
            </Panel>
          </div>
        ),
      });
    },
  });
}
