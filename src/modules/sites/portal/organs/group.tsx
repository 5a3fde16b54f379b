import { z } from 'zod';
import { GROUP_ROLES, MEETING_KINDS } from '../../../../core/index.ts';
import { chineseDay, enteredDay } from '../../../../law/day.ts';
import {
  type PortalFrame,
  portalPaths,
  publicGroup,
  publicGroupHistory,
  readable,
} from '../../../../mechanisms/publication/index.ts';
import { NotFound } from '../../../../platform/errors.ts';
import type { Face } from '../../../../platform/http/face.ts';
import { DataTable, Empty, KeyValue, Note, SectionHead } from '../../../../ui/index.ts';
import { columnPage, organParams, readColumn } from './column.tsx';

/** 政务公开领导小组: its members, its office, its papers and meetings; `on` shows what was in force on an earlier day. */
export function groupPage(face: Face, frame: PortalFrame): void {
  face.page({
    path: '/organs/:code/leading-group',
    access: { kind: 'public' },
    cache: 'revalidate',
    params: organParams,
    query: z.object({ on: z.string().max(10).catch('') }),
    async render(ctx, { params: { code }, query }) {
      const paths = portalPaths(ctx.base.portal);
      const asked = enteredDay(query.on);
      const on = asked && asked < ctx.today ? asked : ctx.today;
      const [column, group, history] = await Promise.all([
        readColumn(ctx, frame, code),
        publicGroup(ctx.db, code, on),
        publicGroupHistory(ctx.db, code, ctx.today),
      ]);
      if (!group) throw new NotFound('没有找到这个领导小组，可能已经撤销。');
      const units = new Set(group.members.filter((m) => m.role !== 'office-head').map((m) => m.unitName))
        .size;
      return columnPage(ctx, frame, column, {
        part: '领导小组',
        above: { label: '机构概况', href: paths.organPart(code, 'about') },
        current: paths.organPart(code, 'about'),
        children: (
          <section aria-labelledby="h-group">
            <h1 id="h-group" class="mc-h1">
              {group.name}
            </h1>
            {on < ctx.today && (
              <Note kind="info" title={`这是 ${chineseDay(on)}的情况`}>
                <p class="mb-0">
                  <a href={paths.organGroup(code)}>查看现在的领导小组</a>
                </p>
              </Note>
            )}
            {readable(ctx, {
              title: group.name,
              close: paths.organPart(code, 'about'),
              children: (
                <div class="mc-stack">
                  <section class="mc-docmeta" aria-label="领导小组">
                    <KeyValue
                      columns={2}
                      rows={[
                        ['成员单位', `${units} 个`],
                        ['办公室', group.officeName],
                        ['办公室设在', group.officeOrganisation],
                        ['成立、调整文件', group.documentNumber],
                        ['最近调整', group.inForceFrom > group.validFrom && group.inForceFrom],
                        ['成立日期', group.validFrom],
                      ]}
                    />
                  </section>
                  {group.duties && <p>{group.duties}</p>}
                  <section aria-labelledby="h-members">
                    <SectionHead title="组成人员" id="h-members" />
                    <DataTable
                      caption="组成人员"
                      rows={group.members}
                      empty={<Empty title="还没有公布组成人员。" />}
                      columns={[
                        { label: '组内职务', cell: (m) => GROUP_ROLES[m.role], nowrap: true },
                        { label: '姓名', header: true, cell: (m) => m.personName, nowrap: true },
                        { label: '单位', cell: (m) => m.unitName },
                        { label: '单位职务', cell: (m) => m.post },
                        { label: '任职日期', cell: (m) => m.validFrom, nowrap: true },
                      ]}
                    />
                  </section>
                  {history.papers.length > 1 && (
                    <section aria-labelledby="h-papers">
                      <SectionHead title="历次文件" id="h-papers" />
                      <DataTable
                        caption="历次成立、调整文件，最近的在前"
                        rows={history.papers}
                        columns={[
                          {
                            label: '施行日期',
                            header: true,
                            cell: (p) => (
                              <a href={`${paths.organGroup(code)}?on=${p.inForceFrom}`}>{p.inForceFrom}</a>
                            ),
                            nowrap: true,
                          },
                          { label: '文件', cell: (p) => p.documentNumber || '—' },
                          { label: '名称', cell: (p) => p.name },
                          { label: '办公室', cell: (p) => p.officeName || '—' },
                        ]}
                      />
                    </section>
                  )}
                  {history.meetings.length > 0 && (
                    <section aria-labelledby="h-meetings">
                      <SectionHead title="会议" id="h-meetings" />
                      <DataTable
                        caption="领导小组会议，最近的在前"
                        rows={history.meetings}
                        columns={[
                          {
                            label: '日期',
                            header: true,
                            cell: (m) => `${m.heldOn}${m.late ? '（补录）' : ''}`,
                            nowrap: true,
                          },
                          { label: '类别', cell: (m) => MEETING_KINDS[m.kind], nowrap: true },
                          { label: '议题', cell: (m) => m.subjects },
                          { label: '情况说明', cell: (m) => m.note || '—' },
                          {
                            label: '会议纪要',
                            cell: (m) =>
                              m.minutes ? <a href={paths.document(m.minutes.pid)}>{m.minutes.title}</a> : '—',
                          },
                        ]}
                      />
                    </section>
                  )}
                </div>
              ),
            })}
          </section>
        ),
      });
    },
  });
}
