import { z } from 'zod';
import { below, type ConsoleFrame, formerNames } from '../../../core/index.ts';
import type { Face } from '../../../platform/http/face.ts';
import { textField } from '../../../platform/http/messages.ts';
import {
  type CheckItem,
  Checks,
  DataTable,
  DateField,
  ErrorSummary,
  Panel,
  PostForm,
  SubmitButton,
  TextField,
} from '../../../ui/index.ts';
import { end, rename } from './acts/chart.ts';
import { OrganisationField, organisationOptions } from './facts-form.tsx';
import { dayField } from './fields.ts';
import { partForm, partPage } from './part-page.tsx';
import { organisationPaths } from './paths.ts';
import { hangingOn } from './store.ts';

const RENAME = { name: '新全称', shortName: '新简称', from: '启用日期' };
const END = { lastDay: '最后一天', successor: '承接机构' };

function renamePage(face: Face, frame: ConsoleFrame): void {
  partPage(face, frame, {
    part: 'rename',
    title: '更名',
    act: 'organisation.rename',
    values: async (ctx, { node }) => ({ name: node.name, shortName: node.shortName, from: ctx.today }),
    async show({ ctx, view, form, action, once }) {
      const former = await formerNames(ctx.db, view.node.id);
      return (
        <div class="mc-g main-r">
          <Panel title="更名" aside={`现名称：${view.node.name}`}>
            <ErrorSummary form={form} labels={RENAME} />
            <PostForm action={action()} once={once} guard label="更名">
              <TextField name="name" label={RENAME.name} form={form} required />
              <TextField name="shortName" label={RENAME.shortName} form={form} required />
              <DateField
                name="from"
                label={RENAME.from}
                form={form}
                required
                max={ctx.today}
                hint="从这一天起用新名称。此前公开的文件仍署原名称；网址不变。"
              />
              <SubmitButton icon="check">更名</SubmitButton>
            </PostForm>
          </Panel>
          <Panel title="曾用名" flush>
            <DataTable
              caption="曾用名，最近的在前"
              rows={former}
              empty={<p class="bd muted mb-0">没有曾用名。</p>}
              columns={[
                { label: '名称', header: true, cell: (n) => n.name },
                { label: '使用', cell: (n) => `${n.validFrom} 至 ${n.validTo}`, nowrap: true },
              ]}
            />
          </Panel>
        </div>
      );
    },
    forms: [
      partForm({
        name: '',
        act: 'organisation.rename',
        labels: RENAME,
        body: z.object({
          name: textField(100, { required: true }),
          shortName: textField(40, { required: true }),
          from: dayField(RENAME.from),
        }),
        submit: (ctx, { code, once, body, view }) =>
          rename({ ...ctx, actor: view.person }, { ...body, code, once }),
        done: 'renamed',
        leaves: true,
      }),
    ],
  });
}

/** 撤并: what hangs on the organisation, and who takes it over. */
function endPage(face: Face, frame: ConsoleFrame): void {
  partPage(face, frame, {
    part: 'end',
    title: '撤销或合并',
    act: 'organisation.end',
    values: async (ctx) => ({ lastDay: ctx.today }),
    async show({ ctx, view, form, action, once }) {
      const { node, chart } = view;
      const hanging = await hangingOn(ctx.db, node.id, ctx.today);
      const children = below(chart, node.id, ctx.today);
      const paths = organisationPaths(ctx.base.console);
      const item = (
        n: number,
        unit: string,
        what: string,
        then: string,
        level: 'must' | 'advice' = 'must',
      ): CheckItem =>
        n === 0
          ? { level: 'pass', title: `没有${what}` }
          : { level, title: `${n} ${unit}${what}`, detail: then };
      const items = [
        item(
          hanging.people,
          '名',
          '在职人员',
          '选定承接机构后，一并转入承接机构。授权不随之转移，由安全管理员重新核定。',
        ),
        item(hanging.below, '个', '下级机构', '选定承接机构后，改为承接机构的下级。'),
        item(hanging.openCases, '件', '在办事项', '继续由原经办人以本机构名义办完；须有承接机构。'),
        item(hanging.guided, '个', '指导的机构', '选定承接机构后，改由承接机构指导。', 'advice'),
        item(hanging.published, '件', '已公开的文件', '继续公开，仍署本机构名称。', 'advice'),
        item(hanging.columns, '个', '所办站点的栏目', '栏目保留，请站点运维人员调整主办机构。', 'advice'),
        item(
          hanging.grants,
          '项',
          '在本机构范围的授权',
          '继续有效，以便办完在办事项；请安全管理员逐项收回。',
          'advice',
        ),
      ];
      return (
        <div class="mc-g main-r">
          <div class="mc-g">
            <Panel title="挂在本机构的事项" flush>
              <Checks items={items} />
            </Panel>
            {children.length > 0 && (
              <Panel title="下级机构" flush>
                <DataTable
                  caption="下级机构"
                  rows={children.slice(0, 200)}
                  columns={[
                    { label: '名称', header: true, cell: (n) => <a href={paths.one(n.code)}>{n.name}</a> },
                    { label: '代码', cell: (n) => n.code },
                  ]}
                />
              </Panel>
            )}
          </div>
          <Panel title="撤销或合并">
            <ErrorSummary form={form} labels={END} />
            <PostForm action={action()} once={once} guard label="撤销或合并">
              <DateField
                name="lastDay"
                label={END.lastDay}
                form={form}
                required
                max={ctx.today}
                hint="含当日。撤并在实施之日办理，不能晚于今天。"
              />
              <OrganisationField
                name="successor"
                label={END.successor}
                form={form}
                options={organisationOptions(chart, ctx.today, (k) => k !== 'external').filter(
                  (o) => o.value !== node.code,
                )}
                empty="（没有承接机构）"
                hint="职能、人员和在办事项由谁承接。"
              />
              <p class="muted xs">撤并后机构不能恢复，记录保留；从公开机构名录中移出，原网址说明由谁承接。</p>
              <SubmitButton kind="danger" icon="archive">
                撤并
              </SubmitButton>
            </PostForm>
          </Panel>
        </div>
      );
    },
    forms: [
      partForm({
        name: '',
        act: 'organisation.end',
        labels: END,
        body: z.object({ lastDay: dayField(END.lastDay), successor: textField(40) }),
        submit: (ctx, { code, once, body, view }) =>
          end(
            { ...ctx, actor: view.person },
            { code, once, lastDay: body.lastDay, successor: body.successor || undefined },
          ),
        done: 'ended',
        leaves: true,
      }),
    ],
  });
}

/** The pages of renaming and ending. */
export function endPages(face: Face, frame: ConsoleFrame): void {
  renamePage(face, frame);
  endPage(face, frame);
}
