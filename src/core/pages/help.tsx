import type { Face } from '../../platform/http/face.ts';
import { DataTable, KeyValue, Panel } from '../../ui/index.ts';
import type { ConsoleFrame } from '../console-frame.tsx';
import { personOf } from '../people.ts';
import { ROLES } from '../words.ts';

const KEYS: [string, string][] = [
  ['/', '把光标移到检索框'],
  ['j', '到下一行'],
  ['k', '到上一行'],
  ['Enter', '打开所在的行'],
  ['Tab', '依次到下一个链接、按钮、输入框'],
];

/** 帮助: keys, the person's roles, and what is where. */
export function helpPages(face: Face, frame: ConsoleFrame): void {
  face.page({
    path: '/help',
    access: { kind: 'signed-in' },
    async render(ctx) {
      const person = personOf(ctx);
      const roles = person.roles.map((role) => ({ role, ...ROLES[role] }));
      return frame.page(ctx, {
        title: '帮助',
        section: '/help',
        heading: { h1: '帮助', note: '按键、角色、各类内容在哪里' },
        children: (
          <>
            <div class="mc-g c2">
              <Panel title="按键">
                <KeyValue rows={KEYS.map(([key, does]) => [key, does])} />
                <p class="muted xs mb-0">按键需要浏览器启用脚本；不启用时所有功能都可以用鼠标完成。</p>
              </Panel>
              <Panel title="办理的几点说明">
                <ul class="mb-0">
                  <li>“我的待办”先列逾期，再列今日到期、临期；到期当日不算逾期。</li>
                  <li>各列表的条件都在网址里，可以收藏，也可以发给同事；对方只能看到自己有权查看的内容。</li>
                  <li>每件审查、签发须逐件打开办理，不能成批通过；转交、标为已读和导出可以成批。</li>
                  <li>导出的表格同样留痕，请按规定保管。</li>
                </ul>
              </Panel>
            </div>
            <Panel title="您的角色" flush>
              <DataTable
                caption="您今日有效的角色"
                rows={roles}
                empty={<p class="bd muted mb-0">您今日没有角色。需要时请联系本单位的安全管理员。</p>}
                columns={[
                  { label: '角色', header: true, nowrap: true, cell: (r) => r.label },
                  { label: '可以', cell: (r) => r.does },
                  { label: '不可以', cell: (r) => r.doesNot },
                ]}
              />
            </Panel>
            <Panel title="各类内容在哪里" flush>
              <DataTable
                caption="工作台的栏目"
                rows={frame.places(person)}
                columns={[
                  {
                    label: '栏目',
                    header: true,
                    cell: (p) => <a href={ctx.base.console + p.path}>{p.label}</a>,
                  },
                  { label: '类别', nowrap: true, cell: (p) => p.heading },
                ]}
              />
            </Panel>
          </>
        ),
      });
    },
  });
}
