import type { VNode } from 'preact';
import { type ConsoleFrame, personOf, ROLES, type Role } from '../../../../core/index.ts';
import type { Face } from '../../../../platform/http/face.ts';
import { DataTable, Panel } from '../../../../ui/index.ts';
import type { House } from '../../../module.ts';
import { type Grantee, granteesByRole } from '../grantees.ts';
import { peoplePaths } from '../paths.ts';

const SHOWN = 6;

const GROUPS: readonly { who: (typeof ROLES)[Role]['who']; title: string; aside: string }[] = [
  { who: 'security', title: '管理岗位', aside: '相互排斥，也不能兼任任何办理角色' },
  { who: 'staff', title: '办理角色', aside: '由安全管理员授予' },
  { who: 'public', title: '公众角色', aside: '不授权，公众自然享有' },
  { who: 'system', title: '系统', aside: '不授权，程序自动执行' },
];

function Holders({ role, holders, all }: { role: Role; holders: readonly Grantee[]; all: string }): VNode {
  if (ROLES[role].who === 'public') return <>公众</>;
  if (ROLES[role].who === 'system') return <>系统服务</>;
  if (holders.length === 0) return <span class="muted">没有人</span>;
  return (
    <>
      {holders
        .slice(0, SHOWN)
        .map((h) => `${h.name}（${h.organisations.join('、')}${h.lent ? '，借用' : ''}）`)
        .join('；')}
      {holders.length > SHOWN && (
        <>
          {' '}
          等 <a href={all}>{holders.length} 人</a>
        </>
      )}
    </>
  );
}

/** 角色与权限: what every role may do, what it may not, and who holds it today. */
export function rolesPage(face: Face, frame: ConsoleFrame, house: House): void {
  face.page({
    path: '/roles',
    access: { kind: 'act', act: 'role.read' },
    async render(ctx) {
      const paths = peoplePaths(ctx.base.console);
      const holders = await granteesByRole(ctx.db, personOf(ctx).scope('role.read'), ctx.today);
      const acts = (role: Role) =>
        [...(house.acts.get(role) ?? [])].map((act) => house.actLabels[act] ?? act);
      return frame.page(ctx, {
        title: '角色与权限',
        section: '/roles',
        heading: {
          h1: '角色与权限',
          note: `共 ${Object.keys(ROLES).length} 个角色；每个角色能做什么由程序固定，授权只决定谁在哪里、何时担任`,
        },
        children: (
          <div class="mc-g">
            {GROUPS.map((group) => (
              <Panel key={group.who} title={group.title} aside={group.aside} flush>
                <DataTable<Role>
                  caption={`${group.title}：可以做、不可以做、今天由谁担任`}
                  rows={(Object.keys(ROLES) as Role[]).filter((role) => ROLES[role].who === group.who)}
                  columns={[
                    { label: '角色', header: true, nowrap: true, cell: (role) => ROLES[role].label },
                    {
                      label: '可以做',
                      cell: (role) => (
                        <>
                          {ROLES[role].does}
                          <div class="muted xs">
                            {acts(role).length > 0
                              ? `现有权限：${acts(role).join('、')}`
                              : '现有功能中还没有这个角色办理的事项'}
                          </div>
                        </>
                      ),
                    },
                    { label: '不可以做', cell: (role) => ROLES[role].doesNot },
                    {
                      label: '今天由谁担任',
                      cell: (role) => (
                        <Holders role={role} holders={holders.get(role) ?? []} all={paths.list({ role })} />
                      ),
                    },
                  ]}
                />
              </Panel>
            ))}
          </div>
        ),
      });
    },
  });
}
