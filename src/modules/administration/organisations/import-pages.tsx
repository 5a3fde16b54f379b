import { z } from 'zod';
import {
  type ConsoleFrame,
  findImport,
  ORGANISATION_COLUMNS,
  organisationTemplate,
  parameter,
  personOf,
  planFor,
  readChart,
  registeredFacts,
} from '../../../core/index.ts';
import type { Face } from '../../../platform/http/face.ts';
import { pidParams } from '../../../platform/http/fields.ts';
import { type FormState, newForm, type RequestContext } from '../../../platform/http/route.ts';
import { type TableProblem, writeWorkbook } from '../../../platform/xlsx/index.ts';
import { ButtonLink, ErrorSummary, Note, Panel, PostForm, SubmitButton } from '../../../ui/index.ts';
import { minute } from '../../../ui/times.ts';
import { readTable, TABLE_LABEL, TABLE_LIMITS, TableField, tableFile, XLSX } from '../table-upload.tsx';
import { importOrganisations, prepareImport } from './acts/import.ts';
import { tick } from './fields.ts';
import { CONFIRM_LABELS, ImportPreview } from './import-preview.tsx';
import { organisationPaths } from './paths.ts';
import { treeRows } from './store.ts';

const params = pidParams;

/** Reads the table of organisations. @throws Refusal at the field `file` when it cannot be read */
export const readOrganisationTable = (input: { file: string } | { bytes: Uint8Array }) =>
  readTable(input, ORGANISATION_COLUMNS);

/** The report of what could not be imported, as a workbook. */
export function refusedReport(refused: readonly TableProblem[]): Promise<Buffer> {
  return writeWorkbook([
    {
      name: '未导入',
      headings: [
        { text: '位置', width: 16 },
        { text: '原因和办法', width: 90 },
      ],
      rows: refused.map((r) => [r.address, r.message]),
    },
  ]);
}

/** 表格导入: template, upload, preview, confirmation. */
export function importPages(face: Face, frame: ConsoleFrame): void {
  const showUpload = async (ctx: RequestContext, form: FormState) => {
    const paths = organisationPaths(ctx.base.console);
    const rows = await parameter(ctx.db, 'organisations.import-rows', { day: ctx.today });
    return frame.page(ctx, {
      title: '机构表格导入',
      section: '/organisations',
      heading: {
        h1: '机构表格导入',
        actions: (
          <ButtonLink href={paths.list()} icon="building">
            返回机构
          </ButtonLink>
        ),
      },
      children: (
        <div class="mc-g main-r">
          <Panel title="上传表格">
            <ErrorSummary form={form} labels={TABLE_LABEL} />
            <PostForm action={paths.imports()} once={ctx.session?.once() ?? ''} files label="上传表格">
              <TableField form={form} rows={rows} then="上传后先预览，确认后才写入。" />
              <SubmitButton icon="upload">上传并预览</SubmitButton>
            </PostForm>
          </Panel>
          <aside class="mc-g" aria-label="模板">
            <Panel title="模板">
              <p>代码已有的行修改该机构，没有的新建；空着的格不改变原值。</p>
              <p>
                <a href={paths.template()}>下载空白模板</a>
              </p>
              <p class="mb-0">
                <a href={paths.template(true)}>下载现有机构，改好后再导入</a>
              </p>
            </Panel>
          </aside>
        </div>
      ),
    });
  };

  face.page({
    path: '/organisations/imports',
    access: { kind: 'act', act: 'organisation.prepare-import' },
    render: (ctx) => showUpload(ctx, newForm()),
  });

  face.page({
    path: '/organisations/template.xlsx',
    access: { kind: 'act', act: 'organisation.prepare-import' },
    query: z.object({ filled: z.enum(['yes']).optional().catch(undefined) }),
    async render(ctx, { query }) {
      const rows = query.filled
        ? treeRows(
            await readChart(ctx.db),
            personOf(ctx).scope('organisation.read'),
            { ended: false },
            ctx.today,
          )
        : [];
      const codes = rows.map((r) => r.node.code);
      const facts = await registeredFacts(ctx.db, codes);
      const body = await organisationTemplate(codes.flatMap((code) => facts.get(code) ?? []));
      return {
        kind: 'file',
        body,
        type: XLSX,
        download: query.filled ? '现有机构.xlsx' : '机构导入模板.xlsx',
      };
    },
  });

  face.upload({
    path: '/organisations/imports',
    access: { kind: 'act', act: 'organisation.prepare-import' },
    token: 'once',
    labels: TABLE_LABEL,
    body: z.object({}),
    limits: async () => TABLE_LIMITS,
    async submit(ctx, { once, files }) {
      const file = tableFile(files);
      const person = personOf(ctx);
      const { pid } = await prepareImport(
        { ...ctx, actor: person },
        {
          organisationId: person.scope('organisation.prepare-import')[0] ?? null,
          fileName: file.name.slice(0, 200),
          fileHash: file.sm3,
          table: await readOrganisationTable({ file: file.path }),
          once,
        },
      );
      return { kind: 'redirect', to: organisationPaths(ctx.base.console).import(pid) };
    },
    again: (ctx, _input, form) => showUpload(ctx, form),
  });

  const showImport = async (ctx: RequestContext, pid: string, form: FormState) => {
    const person = personOf(ctx);
    const kept = await findImport(ctx.db, pid, person);
    const paths = organisationPaths(ctx.base.console);
    const plan = kept.appliedAt
      ? undefined
      : await planFor(ctx.db, kept.table, { actor: person, today: ctx.today });
    return frame.page(ctx, {
      title: '导入预览',
      section: '/organisations',
      heading: {
        h1: plan ? '导入预览' : '导入结果',
        note: `${kept.fileName} · ${minute(kept.uploadedAt)}`,
        actions: (
          <ButtonLink href={paths.imports()} icon="upload">
            换一个文件
          </ButtonLink>
        ),
      },
      children: plan ? (
        <ImportPreview ctx={ctx} kept={kept} plan={plan} form={form} />
      ) : (
        <Note kind="ok" title="已导入" live>
          <p class="mb-0">
            新建 {kept.outcome?.created} 个，修改 {kept.outcome?.changed} 个，跳过 {kept.outcome?.refused}{' '}
            行。
            <a href={paths.list()}>查看机构</a>
          </p>
        </Note>
      ),
    });
  };

  face.page({
    path: '/organisations/imports/:pid',
    access: { kind: 'act', act: 'organisation.prepare-import' },
    params,
    render: (ctx, { params: { pid } }) => showImport(ctx, pid, newForm()),
  });

  face.page({
    path: '/organisations/imports/:pid/refused.xlsx',
    access: { kind: 'act', act: 'organisation.prepare-import' },
    params,
    async render(ctx, { params: { pid } }) {
      const person = personOf(ctx);
      const kept = await findImport(ctx.db, pid, person);
      const plan = await planFor(ctx.db, kept.table, { actor: person, today: ctx.today });
      return {
        kind: 'file',
        body: await refusedReport(plan.refused),
        type: XLSX,
        download: '未导入的行.xlsx',
      };
    },
  });

  face.form({
    path: '/organisations/imports/:pid',
    access: { kind: 'act', act: 'organisation.import' },
    token: 'once',
    params,
    labels: CONFIRM_LABELS,
    body: z.object({ skip: tick, fingerprint: z.string().max(100) }),
    async submit(ctx, { params: { pid }, body, once }) {
      const person = personOf(ctx);
      await importOrganisations(
        { ...ctx, actor: person },
        {
          pid,
          organisationId: person.scope('organisation.import')[0] ?? null,
          fingerprint: body.fingerprint,
          skipRefused: body.skip,
          once,
        },
      );
      return { kind: 'redirect', to: organisationPaths(ctx.base.console).import(pid) };
    },
    again: (ctx, { params: { pid } }, form) => showImport(ctx, pid, form),
  });
}
