import type { HomeWidget } from '../../../../mechanisms/procedure/index.ts';
import { Counters, Panel } from '../../../../ui/index.ts';
import { peoplePaths } from '../paths.ts';
import { countStaff } from '../store.ts';

/** For the security officer: who can sign in and hold no role, whom no other list of open work shows. */
export const roleWidget: HomeWidget = {
  order: 20,
  act: 'grant.give',
  async render(ctx, person) {
    const state = 'account-no-role';
    const scope = person.scope('grant.give');
    const value = await countStaff(ctx.db, { scope, today: ctx.today, state, page: 1, size: 1 });
    if (value === 0) return undefined;
    const href = peoplePaths(ctx.base.console).list({ state });
    return (
      <Panel title="等待授予角色">
        <Counters items={[{ value, label: '有账号、没有角色的人员', href, tone: 'warn' }]} />
      </Panel>
    );
  },
};
