import { GROUP_ROLES } from '../../../../core/index.ts';
import { type PortalFrame, portalPaths, publicGroup } from '../../../../mechanisms/publication/index.ts';
import { NotFound } from '../../../../platform/errors.ts';
import type { Face } from '../../../../platform/http/face.ts';
import { DataTable, Empty, KeyValue, SectionHead } from '../../../../ui/index.ts';
import { columnPage, organParams, readColumn } from './column.tsx';

/** 政务公开领导小组: its members, its office. */
export function groupPage(face: Face, frame: PortalFrame): void {
  face.page({
    path: '/organs/:code/leading-group',
    access: { kind: 'public' },
    cache: 'revalidate',
    params: organParams,
    async render(ctx, { params: { code } }) {
      const paths = portalPaths(ctx.base.portal);
      const [column, group] = await Promise.all([
        readColumn(ctx, frame, code),
        publicGroup(ctx.db, code, ctx.today),
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
            <section class="mc-docmeta" aria-label="领导小组">
              <KeyValue
                columns={2}
                rows={[
                  ['成员单位', `${units} 个`],
                  ['办公室', group.officeName],
                  ['办公室设在', group.officeOrganisation],
                  ['成立（调整）文件', group.documentNumber],
                  ['成立日期', group.validFrom],
                ]}
              />
            </section>
            {group.duties && <p>{group.duties}</p>}
            <SectionHead title="组成人员" />
            <DataTable
              caption="组成人员"
              rows={group.members}
              empty={<Empty title="还没有公布组成人员。" />}
              columns={[
                { label: '角色', cell: (m) => GROUP_ROLES[m.role], nowrap: true },
                { label: '姓名', header: true, cell: (m) => m.personName, nowrap: true },
                { label: '单位', cell: (m) => m.unitName },
                { label: '职务', cell: (m) => m.post },
                { label: '起', cell: (m) => m.validFrom, nowrap: true },
              ]}
            />
          </section>
        ),
      });
    },
  });
}
