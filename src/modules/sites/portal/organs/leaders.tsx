import { type PortalFrame, portalPaths, readable } from '../../../../mechanisms/publication/index.ts';
import { NotFound } from '../../../../platform/errors.ts';
import { sendFile } from '../../../../platform/http/download.ts';
import type { Face } from '../../../../platform/http/face.ts';
import { publicId } from '../../../../platform/http/fields.ts';
import { DataTable, Icon, SectionHead, Tag } from '../../../../ui/index.ts';
import { leadershipChanges, type PublicLeader, publicLeaders } from '../../store/public.ts';
import { Paragraphs } from '../paragraphs.tsx';
import { columnPage, organParams, readColumn } from './column.tsx';

const CHANGES = { joined: '任职', changed: '职务或分工调整', left: '不再任职' } as const;

function Leader({ l, portrait }: { l: PublicLeader; portrait: string | undefined }) {
  return (
    <li id={l.pid}>
      {portrait ? (
        <img src={portrait} alt={`${l.name}的照片`} width="120" height="160" loading="lazy" />
      ) : (
        <span class="none" aria-hidden="true">
          <Icon name="user" />
        </span>
      )}
      <div>
        <h2>
          {l.name} <small>{l.post}</small>
        </h2>
        {l.inCharge && (
          <p>
            <Tag kind="info" icon="check">
              分管政务公开
            </Tag>
          </p>
        )}
        {l.division && (
          <p>
            <b>工作分工：</b>
            {l.division}
          </p>
        )}
        {l.biography && (
          <details>
            <summary>简历</summary>
            <Paragraphs text={l.biography} />
          </details>
        )}
      </div>
    </li>
  );
}

/** 领导之窗: who leads the organ, who does what, and what has changed. */
export function leaderPages(face: Face, frame: PortalFrame): void {
  face.page({
    path: '/organs/:code/leaders',
    access: { kind: 'public' },
    cache: 'revalidate',
    params: organParams,
    async render(ctx, { params: { code } }) {
      const paths = portalPaths(ctx.base.portal);
      const column = await readColumn(ctx, frame, code);
      const [leaders, changes] = await Promise.all([
        publicLeaders(ctx.db, code, ctx.today),
        leadershipChanges(ctx.db, code, ctx.today),
      ]);
      if (changes.length === 0) throw new NotFound('这个机构还没有公布领导信息。');
      return columnPage(ctx, frame, column, {
        part: '领导之窗',
        current: paths.organPart(code, 'leaders'),
        children: (
          <section aria-labelledby="h-leaders">
            <h1 id="h-leaders" class="mc-h1">
              领导之窗
            </h1>
            {readable(ctx, {
              title: `${column.o.name}领导之窗`,
              close: paths.organ(code),
              children: (
                <div class="mc-stack">
                  <ul class="mc-leaders">
                    {leaders.map((l) => (
                      <Leader
                        key={l.pid}
                        l={l}
                        portrait={l.portrait ? paths.portrait(code, l.pid, l.portrait.digest) : undefined}
                      />
                    ))}
                  </ul>
                  <section aria-labelledby="h-changes">
                    <SectionHead title="变动情况" id="h-changes" />
                    <DataTable
                      caption="领导职务与分工的变动，最近的在前"
                      rows={changes}
                      columns={[
                        { label: '日期', cell: (c) => c.day, nowrap: true },
                        { label: '姓名', header: true, cell: (c) => c.name, nowrap: true },
                        { label: '变动', cell: (c) => CHANGES[c.kind], nowrap: true },
                        { label: '职务', cell: (c) => c.post },
                        { label: '工作分工', cell: (c) => c.division || '—' },
                      ]}
                    />
                  </section>
                </div>
              ),
            })}
          </section>
        ),
      });
    },
  });

  face.page({
    path: '/organs/:code/leaders/:pid/portrait',
    access: { kind: 'public' },
    cache: 'revalidate',
    params: organParams.extend({ pid: publicId }),
    async render(ctx, { params: { code, pid } }) {
      const leader = (await publicLeaders(ctx.db, code, ctx.today)).find((l) => l.pid === pid);
      if (!leader?.portrait) throw new NotFound('没有这张照片。');
      const { key, size, type, digest } = leader.portrait;
      return sendFile(
        ctx,
        ctx.files,
        { key, size },
        { name: `portrait-${pid}`, mediaType: type, tag: digest },
      );
    },
  });
}
