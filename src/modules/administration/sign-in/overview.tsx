import { z } from 'zod';
import { type ConsoleFrame, lastPage, personOf, signInRules } from '../../../core/index.ts';
import { instant } from '../../../platform/clock.ts';
import type { Face } from '../../../platform/http/face.ts';
import { pageNumber } from '../../../platform/http/fields.ts';
import type { RequestContext } from '../../../platform/http/route.ts';
import {
  ButtonLink,
  Counters,
  DataTable,
  Empty,
  FilterForm,
  Hidden,
  Note,
  Pagination,
  Panel,
  PostForm,
  SubmitButton,
} from '../../../ui/index.ts';
import { minute } from '../../../ui/times.ts';
import { releaseNetwork } from './acts.ts';
import { signInPaths } from './paths.ts';
import {
  failuresSince,
  findHolders,
  lastFailures,
  limitedNetworks,
  lockedAccounts,
  openSessions,
} from './store.ts';

const SIZE = 30;
const DAY_MS = 86_400_000;

/** 账号安全: who is locked, who is inside, what has failed; each name leads to the account. */
export function overviewPages(face: Face, frame: ConsoleFrame): void {
  const show = async (
    ctx: RequestContext,
    o: { q: string; page: number; done?: boolean; problem?: string },
  ): Promise<string> => {
    const person = personOf(ctx);
    const paths = signInPaths(ctx.base.console);
    const scope = person.scope('sign-in.read');
    const rules = await signInRules(ctx.db, { day: ctx.today });
    const since = (ms: number) => instant(ctx.now.getTime() - ms);
    const [locked, sessions, networks, failures, failed, found] = await Promise.all([
      lockedAccounts(ctx.db, scope, ctx.now),
      openSessions(ctx.db, scope, { now: ctx.now, q: o.q, page: o.page, size: SIZE }),
      limitedNetworks(ctx.db, since(rules.windowMinutes * 60_000)),
      failuresSince(ctx.db, scope, since(DAY_MS)),
      lastFailures(ctx.db, scope, since(DAY_MS), SIZE),
      o.q === '' ? Promise.resolve([]) : findHolders(ctx.db, scope, o.q),
    ]);
    const last = lastPage({ total: sessions.found, size: SIZE });
    if (o.page > last) return show(ctx, { ...o, page: last });
    const may = person.mayAnywhere('sign-in.release-network');
    const link = (pid: string, name: string) => <a href={paths.person(pid)}>{name}</a>;
    return frame.page(ctx, {
      title: '账号安全',
      section: '/sign-in-security',
      ...(o.done ? { notice: { kind: 'ok' as const, text: '已解除对该网络地址的限制。' } } : {}),
      children: (
        <>
          {o.problem && <Note kind="bad">{o.problem}</Note>}
          <Counters
            items={[
              { value: locked.length, label: '锁定的账号', href: '#locked' },
              { value: sessions.all, label: '正在使用的登录', href: '#sessions' },
              { value: failures.known, label: '24 小时内登录失败', href: '#failures' },
              { value: failures.unknown, label: '不存在的用户名', href: '#failures' },
            ]}
          />
          <FilterForm
            action={paths.overview()}
            label="查找账号和登录"
            fields={[{ name: 'q', label: '查找', value: o.q, placeholder: '姓名、用户名或网络地址' }]}
            {...(o.q ? { clear: paths.overview() } : {})}
          />
          {o.q !== '' && (
            <Panel title="账号" flush>
              <DataTable
                caption="符合查找条件的账号"
                rows={found}
                empty={<Empty title="没有符合条件的账号" hint="可以换一个姓名或用户名再查。" />}
                columns={[
                  { label: '姓名', header: true, cell: (r) => link(r.pid, r.name) },
                  { label: '用户名', cell: (r) => r.username },
                  { label: '单位', cell: (r) => r.organisation },
                  { label: '职务', cell: (r) => r.post || '—' },
                ]}
              />
            </Panel>
          )}
          <Panel title="锁定的账号" id="locked" flush>
            <DataTable
              caption="锁定的账号，最晚解除的在前"
              rows={locked}
              empty={<Empty title="没有锁定的账号" />}
              columns={[
                { label: '姓名', header: true, cell: (r) => link(r.pid, r.name) },
                { label: '用户名', cell: (r) => r.username },
                { label: '单位', cell: (r) => r.organisation },
                { label: '锁定至', nowrap: true, cell: (r) => minute(r.lockedUntil) },
                {
                  label: '办理',
                  cell: (r) => (
                    <ButtonLink href={paths.person(r.pid)}>
                      查看<span class="visually-hidden">{r.name}的账号</span>
                    </ButtonLink>
                  ),
                },
              ]}
            />
          </Panel>
          <Panel title="受限的网络地址" flush>
            <DataTable
              caption="因登录尝试过于频繁而受限的网络地址"
              rows={networks}
              empty={<Empty title="没有受限的网络地址" />}
              columns={[
                { label: '网络地址', header: true, cell: (r) => r.address },
                { label: '受限时间', nowrap: true, cell: (r) => minute(r.at) },
                {
                  label: '办理',
                  cell: (r) =>
                    may ? (
                      <PostForm action={paths.release()} once={ctx.session?.once() ?? ''}>
                        <Hidden name="event" value={r.id} />
                        <SubmitButton kind="plain">
                          解除限制<span class="visually-hidden">{r.address}</span>
                        </SubmitButton>
                      </PostForm>
                    ) : (
                      '由安全管理员解除'
                    ),
                },
              ]}
            />
          </Panel>
          <Panel
            title="正在使用的登录"
            id="sessions"
            flush
            footer={
              <Pagination
                page={o.page}
                pages={Math.max(1, Math.ceil(sessions.found / SIZE))}
                total={`共 ${sessions.found} 处`}
                href={(page) =>
                  paths.overview(
                    `?${new URLSearchParams({ ...(o.q ? { q: o.q } : {}), page: String(page) })}`,
                  )
                }
              />
            }
          >
            <DataTable
              caption="正在使用的登录，最近活动的在前"
              terse
              rows={sessions.rows}
              empty={<Empty title="没有符合条件的登录" />}
              columns={[
                { label: '姓名', header: true, cell: (r) => link(r.pid, r.name) },
                { label: '单位', cell: (r) => r.organisation },
                { label: '登录时间', nowrap: true, cell: (r) => minute(r.createdAt) },
                { label: '最近活动', nowrap: true, cell: (r) => minute(r.seenAt) },
                { label: '网络地址', cell: (r) => r.address ?? '无法识别' },
                { label: '方式', cell: (r) => r.how },
              ]}
            />
          </Panel>
          <Panel title="24 小时内登录失败" id="failures" aside={`最近 ${SIZE} 条`} flush>
            <DataTable
              caption="24 小时内登录失败的尝试，新的在前"
              terse
              rows={failed}
              empty={<Empty title="24 小时内没有登录失败" />}
              columns={[
                { label: '时间', header: true, nowrap: true, cell: (r) => minute(r.at) },
                { label: '事项', cell: (r) => r.label },
                { label: '姓名', cell: (r) => (r.pid && r.name ? link(r.pid, r.name) : '—') },
                { label: '网络地址', cell: (r) => r.address ?? '无法识别' },
              ]}
            />
          </Panel>
        </>
      ),
    });
  };

  face.page({
    path: '/sign-in-security',
    access: { kind: 'act', act: 'sign-in.read' },
    query: z.object({
      q: z.string().trim().max(50).catch(''),
      page: pageNumber,
      done: z.string().optional().catch(undefined),
    }),
    render: (ctx, { query }) => show(ctx, { q: query.q, page: query.page, done: query.done !== undefined }),
  });

  face.form({
    path: '/sign-in-security/networks',
    access: { kind: 'act', act: 'sign-in.release-network' },
    token: 'once',
    labels: {},
    body: z.object({ event: z.coerce.number().int().min(1) }),
    async submit(ctx, { body, once }) {
      await releaseNetwork({ ...ctx, actor: personOf(ctx) }, { event: body.event, once });
      return { kind: 'redirect', to: signInPaths(ctx.base.console).overview('?done=1') };
    },
    again: (ctx, _input, form) =>
      show(ctx, { q: '', page: 1, problem: form.issues.map((i) => i.message).join('；') }),
  });
}
