import { type ConsoleFrame, personOf } from '../../../../core/index.ts';
import { type OrphanedTask, orphanedWork } from '../../../../mechanisms/procedure/index.ts';
import type { Face } from '../../../../platform/http/face.ts';
import { DataTable, Empty, Note, Panel } from '../../../../ui/index.ts';
import { minute } from '../../../../ui/times.ts';
import type { House } from '../../../module.ts';
import { roleLabel } from '../handover-plan.ts';
import { peoplePaths } from '../paths.ts';

/** 无人可办: open work that nobody can take. Neither titles nor contents: those who see this page may not see them. */
export function unattendedPage(face: Face, frame: ConsoleFrame, house: House): void {
  face.page({
    path: '/people/unattended',
    access: { kind: 'act', act: 'person.read' },
    async render(ctx) {
      const paths = peoplePaths(ctx.base.console);
      const rows = await orphanedWork(ctx.db, ctx.today, personOf(ctx).scope('person.read'));
      return frame.page(ctx, {
        title: '无人可办的事项',
        section: '/people',
        heading: { h1: '无人可办的事项', note: `共 ${rows.length} 件` },
        children: (
          <>
            <Note>
              <p class="mb-0">
                这些事项今天没有任何人可以办理。请由安全管理员把所需角色授予该机构的在任人员（需有账号），或由原办理人的接手人办理移交。管理岗位不查看内容，所以这里不显示标题。
              </p>
            </Note>
            <Panel title="事项" flush aside="等待最久的在最前">
              <DataTable<OrphanedTask>
                caption="无人可办的事项，等待最久的在最前"
                rows={rows}
                empty={<Empty title="没有无人可办的事项。" />}
                columns={[
                  { label: '机构', header: true, cell: (t) => t.organisationName },
                  {
                    label: '事项',
                    cell: (t) => `${house.words.procedureLabel(t.procedure)}（编号 ${t.casePid}）`,
                  },
                  { label: '环节', cell: (t) => house.words.stateLabel(t.procedure, t.state), nowrap: true },
                  { label: '需要的角色', cell: (t) => t.posts.map(roleLabel).join('或') },
                  { label: '指定的办理人', cell: (t) => t.personName ?? '—', nowrap: true },
                  { label: '到达', cell: (t) => minute(t.since), nowrap: true },
                  {
                    label: '处理',
                    cell: (t) => (
                      <a href={paths.list({ organisation: t.organisationCode, state: 'serving' })}>
                        查看该机构人员
                      </a>
                    ),
                  },
                ]}
              />
            </Panel>
          </>
        ),
      });
    },
  });
}
