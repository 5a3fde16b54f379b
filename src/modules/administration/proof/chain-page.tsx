import { ANCHOR_REASONS, type ConsoleFrame, chainHead, recentAnchors } from '../../../core/index.ts';
import type { RequestContext } from '../../../platform/http/route.ts';
import { ButtonLink, DataTable, Empty, KeyValue, Note, Panel, Tag } from '../../../ui/index.ts';
import { elapsed, second } from '../../../ui/times.ts';
import { sealingBacklog } from './store.ts';

/** Longer than this and the sealer stands still; milliseconds. */
const LATE = 60_000;

/** 封存链与锚点: whether the proof keeps up, what is outside the database, and how to verify. */
export async function chainPage(ctx: RequestContext, frame: ConsoleFrame, section: string): Promise<string> {
  const [head, anchors] = await Promise.all([chainHead(ctx.db), recentAnchors(ctx.db, 30)]);
  const backlog = await sealingBacklog(ctx.db, head.sealedAt);
  const late = backlog.oldest !== null && ctx.now.getTime() - backlog.oldest.getTime() > LATE;
  const [last] = anchors;
  return frame.page(ctx, {
    title: '封存链与锚点',
    section,
    heading: {
      h1: '封存链与锚点',
      tag: late ? <Tag kind="bad">封存停顿</Tag> : <Tag kind="ok">封存正常</Tag>,
      actions: <ButtonLink href={ctx.base.console + section}>回到操作留痕</ButtonLink>,
    },
    children: (
      <div class="mc-g">
        {late && (
          <Note kind="bad" title="有记录迟迟没有封存">
            <p>
              最早的一条已等待 {elapsed(backlog.oldest ?? ctx.now, ctx.now)}
              。请系统管理员检查后台服务（worker）是否在运行，并查看运行日志。
            </p>
          </Note>
        )}
        {last === undefined && (
          <Note kind="warn">
            <p>还没有写出过锚点。没有锚点时，整段重写发现不了。后台服务启动后每天写一次。</p>
          </Note>
        )}
        <Panel title="现在">
          <KeyValue
            rows={[
              ['已封存', `${head.position} 条`],
              ['最后一次封存', head.sealedAt ? second(head.sealedAt) : '还没有'],
              [
                '等待封存',
                backlog.rows === 0
                  ? '0 行'
                  : `${backlog.rows} 行，最早 ${backlog.oldest ? second(backlog.oldest) : ''}`,
              ],
              ['最后一个锚点', last ? `第 ${last.position} 条，${second(last.at)}` : '还没有'],
              ['锚点之后', `${head.position - (last?.position ?? 0)} 条：能发现中间改动，不能发现整段重写`],
              ['链首校验值（SM3）', <code class="mc-hash">{head.hash}</code>],
              ['安装编号', <code>{head.installation}</code>],
            ]}
          />
        </Panel>
        <Panel title="最近的锚点" flush aside="最新的在最前；核验以数据库之外的锚点文件和邮件为准">
          <DataTable
            caption="最近写出的锚点，最新的在最前"
            terse
            rows={anchors}
            empty={<Empty title="还没有写出过锚点。" />}
            columns={[
              { label: '时间', header: true, cell: (a) => second(a.at), nowrap: true },
              { label: '缘由', cell: (a) => ANCHOR_REASONS[a.reason], nowrap: true },
              { label: '序号', cell: (a) => a.position, num: true },
              { label: '操作留痕', cell: (a) => a.audits, num: true },
              { label: '办理记录', cell: (a) => a.events, num: true },
              { label: '寄出邮件', cell: (a) => (a.mailedTo > 0 ? `${a.mailedTo} 个邮箱` : '没有') },
              { label: '校验值', cell: (a) => <code>{a.chain.slice(0, 16)}…</code>, nowrap: true },
            ]}
          />
        </Panel>
        <Panel title="怎样核验">
          <p>
            由服务器操作员执行下面的命令，逐行重新计算并与锚点对照。最好使用保存在别处（例如上级主管部门邮箱）的锚点：
          </p>
          <p>
            <code>npx mingtang audit verify --anchor 锚点文件</code>
          </p>
          <p>
            保证：最后一个锚点之前的任何改动、删除、插入都会被发现。锚点之后的部分，能发现中间改动，不能发现整段重写和截断。
          </p>
        </Panel>
      </div>
    ),
  });
}
