import { z } from 'zod';
import { type ConsoleFrame, parameter, personOf } from '../../../../core/index.ts';
import type { Face } from '../../../../platform/http/face.ts';
import { type FormState, newForm, type RequestContext } from '../../../../platform/http/route.ts';
import {
  ButtonLink,
  Checkboxes,
  ErrorSummary,
  Note,
  Panel,
  PostForm,
  SubmitButton,
} from '../../../../ui/index.ts';
import {
  RefusedRows,
  readTable,
  TABLE_LABEL,
  TABLE_LIMITS,
  TableField,
  tableFile,
  XLSX,
} from '../../table-upload.tsx';
import { type ImportOutcome, importPeople } from '../acts/import.ts';
import { PEOPLE_COLUMNS, peopleTemplate } from '../import-plan.ts';
import { peoplePaths } from '../paths.ts';

const LABELS = { ...TABLE_LABEL, skip: '有问题的行' };

/** 批量导入: people from a table, with every row that is not taken and why. */
export function importPage(face: Face, frame: ConsoleFrame): void {
  const show = async (ctx: RequestContext, form: FormState) => {
    const paths = peoplePaths(ctx.base.console);
    const most = await parameter(ctx.db, 'people.import-rows', { day: ctx.today });
    return frame.page(ctx, {
      title: '批量导入人员',
      section: '/people',
      heading: {
        h1: '批量导入人员',
        actions: (
          <ButtonLink href={paths.list()} icon="users">
            全部人员
          </ButtonLink>
        ),
      },
      children: (
        <div class="mc-g main-r">
          <Panel title="上传表格">
            <ErrorSummary form={form} labels={LABELS} title="没有导入，请看原因" />
            <PostForm action={paths.imports()} once={ctx.session?.once() ?? ''} files label="上传表格">
              <TableField form={form} rows={most} />
              <Checkboxes
                name="skip"
                legend={LABELS.skip}
                form={form}
                options={[
                  {
                    value: 'yes',
                    label: '只导入没有问题的行',
                    note: '不勾选时，有一行不能导入就全部不导入',
                  },
                ]}
              />
              <SubmitButton icon="upload">导入</SubmitButton>
            </PostForm>
          </Panel>
          <aside class="mc-g" aria-label="模板">
            <Panel title="模板">
              <p>
                <a href={paths.template()}>下载空白模板</a>
              </p>
              <p class="mb-0">
                只建立人员，不开账号、不授权。同一工号、同机构同名的不会重复导入，逐行说明原因。
              </p>
            </Panel>
          </aside>
        </div>
      ),
    });
  };

  const done = (ctx: RequestContext, outcome: ImportOutcome) =>
    frame.page(ctx, {
      title: '导入结果',
      section: '/people',
      children: (
        <div class="mc-g">
          <Note kind="ok" title="已导入" live>
            <p class="mb-0">
              新建 {outcome.created} 人，未导入 {outcome.refusedRows} 行。
              <a href={peoplePaths(ctx.base.console).list({ state: 'no-account' })}>查看没有账号的人员</a>
            </p>
          </Note>
          {outcome.report.length > 0 && (
            <Panel title="没有导入的" flush aside={`${outcome.report.length} 处`}>
              <RefusedRows caption="没有导入的位置和原因" rows={outcome.report} />
            </Panel>
          )}
        </div>
      ),
    });

  face.page({
    path: '/people/import',
    access: { kind: 'act', act: 'person.import' },
    render: (ctx) => show(ctx, newForm()),
  });

  face.page({
    path: '/people/template.xlsx',
    access: { kind: 'act', act: 'person.import' },
    render: async () => ({
      kind: 'file',
      body: await peopleTemplate(),
      type: XLSX,
      download: '人员导入模板.xlsx',
    }),
  });

  face.upload({
    path: '/people/import',
    access: { kind: 'act', act: 'person.import' },
    token: 'once',
    labels: LABELS,
    body: z.object({ skip: z.literal('yes').optional() }),
    limits: async () => TABLE_LIMITS,
    async submit(ctx, { body, once, files }) {
      const actor = personOf(ctx);
      const outcome = await importPeople(
        { ...ctx, actor },
        {
          table: await readTable({ file: tableFile(files).path }, PEOPLE_COLUMNS),
          scope: actor.scope('person.import'),
          skipRefused: body.skip === 'yes',
          once,
        },
      );
      return { kind: 'page', html: await done(ctx, outcome) };
    },
    again: (ctx, _input, form) => show(ctx, form),
  });
}
