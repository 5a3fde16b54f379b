import { z } from 'zod';
import {
  type ConsoleFrame,
  findImport,
  type ImportPlan,
  type KeptImport,
  LEVELS,
  ORGANISATION_COLUMNS,
  ORGANISATION_KINDS,
  organisationTemplate,
  type PlannedChange,
  type PlannedCreate,
  parameter,
  personOf,
  planFor,
  readChart,
  registeredFacts,
} from '../../../core/index.ts';
import { Refusal } from '../../../platform/errors.ts';
import type { Face } from '../../../platform/http/face.ts';
import { pidParams } from '../../../platform/http/fields.ts';
import { type FormState, newForm, type RequestContext } from '../../../platform/http/route.ts';
import { ParseFailed, parseInChild } from '../../../platform/parse/index.ts';
import { type TableProblem, writeWorkbook } from '../../../platform/xlsx/index.ts';
import {
  ButtonLink,
  Checkboxes,
  Counters,
  DataTable,
  Empty,
  ErrorSummary,
  FileField,
  Hidden,
  Note,
  Panel,
  PostForm,
  SubmitButton,
} from '../../../ui/index.ts';
import { minute } from '../../../ui/times.ts';
import { importOrganisations, prepareImport } from './acts.ts';
import { tick } from './fields.ts';
import { organisationPaths } from './paths.ts';
import { treeRows } from './store.ts';

const LABELS = { file: '表格文件' };
const CONFIRM = { skip: '跳过有问题的行', fingerprint: '预览' };
const MEGABYTE = 1024 * 1024;
const FILE_BYTES = 10 * MEGABYTE;
/** Rows of each list that the page shows; the report holds all. */
const SHOWN = 100;
const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
const params = pidParams;

/** Reads the table of organisations from a file, in a child process. @throws Refusal at the field when it cannot be read */
export async function readOrganisationTable(input: { file: string } | { bytes: Uint8Array }) {
  try {
    const { result } = await parseInChild(
      'table',
      input,
      { columns: ORGANISATION_COLUMNS },
      { limits: { resultBytes: 64 * MEGABYTE } },
    );
    return result;
  } catch (error) {
    if (error instanceof ParseFailed) throw new Refusal([{ field: 'file', message: error.message }], 422);
    throw error;
  }
}

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
            <ErrorSummary form={form} labels={LABELS} />
            <PostForm action={paths.imports()} once={ctx.session?.once() ?? ''} files label="上传表格">
              <FileField
                name="file"
                label={LABELS.file}
                form={form}
                required
                accept=".xlsx"
                hint={`Excel 工作簿（.xlsx），不超过 ${FILE_BYTES / MEGABYTE} MB、${rows} 行。上传后先预览，确认后才写入。`}
              />
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
    labels: LABELS,
    body: z.object({}),
    limits: async () => ({ fileBytes: FILE_BYTES, files: 1 }),
    async submit(ctx, { once, files }) {
      const [file] = files;
      if (!file || file.size === 0)
        throw new Refusal([{ field: 'file', message: '请选择要导入的 Excel 文件。' }], 422);
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
        <Preview ctx={ctx} kept={kept} plan={plan} form={form} />
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
    labels: CONFIRM,
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

function Preview({
  ctx,
  kept,
  plan,
  form,
}: {
  ctx: RequestContext;
  kept: KeptImport;
  plan: ImportPlan;
  form: FormState;
}) {
  const paths = organisationPaths(ctx.base.console);
  const here = paths.import(kept.pid);
  const something = plan.creates.length + plan.changes.length > 0;
  return (
    <>
      <ErrorSummary form={form} labels={CONFIRM} />
      <Counters
        items={[
          { value: plan.creates.length, label: '将新建', href: `${here}#creates` },
          { value: plan.changes.length, label: '将修改', href: `${here}#changes` },
          { value: plan.unchanged, label: '没有变化', href: `${here}#confirm` },
          {
            value: plan.refusedRows || plan.refused.length,
            label: '不能导入的行',
            href: `${here}#refused`,
            tone: plan.refused.length > 0 ? 'bad' : 'ok',
          },
        ]}
      />
      {kept.table.remarks.length > 0 && (
        <Note kind="info" title="请注意">
          <ul class="mb-0">
            {kept.table.remarks.map((r) => (
              <li key={r}>{r}</li>
            ))}
          </ul>
        </Note>
      )}
      {plan.refused.length > 0 && (
        <Panel
          title={`不能导入（${plan.refused.length} 处）`}
          id="refused"
          flush
          aside={<a href={`${here}/refused.xlsx`}>下载全部</a>}
        >
          <DataTable<TableProblem>
            caption="不能导入的位置和原因"
            rows={plan.refused.slice(0, SHOWN)}
            columns={[
              { label: '位置', header: true, cell: (r) => r.address, nowrap: true },
              { label: '原因和办法', cell: (r) => r.message },
            ]}
          />
        </Panel>
      )}
      <Panel title={`将新建（${plan.creates.length} 个）`} id="creates" flush>
        <DataTable<PlannedCreate>
          caption="将新建的机构"
          rows={plan.creates.slice(0, SHOWN)}
          empty={<Empty title="没有要新建的机构。" />}
          columns={[
            { label: '行', nowrap: true, cell: (c) => `第 ${c.row} 行` },
            { label: '名称', header: true, cell: (c) => c.facts.name },
            { label: '代码', cell: (c) => c.facts.code, nowrap: true },
            { label: '类别', cell: (c) => ORGANISATION_KINDS[c.facts.kind] },
            { label: '层级', cell: (c) => LEVELS[c.facts.level], nowrap: true },
            { label: '上级', cell: (c) => c.facts.parent || '—', nowrap: true },
          ]}
        />
      </Panel>
      <Panel title={`将修改（${plan.changes.length} 个）`} id="changes" flush>
        <DataTable<PlannedChange>
          caption="将修改的机构和内容"
          rows={plan.changes.slice(0, SHOWN)}
          empty={<Empty title="没有要修改的机构。" />}
          columns={[
            { label: '行', nowrap: true, cell: (c) => `第 ${c.row} 行` },
            {
              label: '名称',
              header: true,
              cell: (c) => <a href={paths.one(c.facts.code)}>{c.facts.name}</a>,
            },
            {
              label: '变化',
              cell: (c) => (
                <ul class="mb-0">
                  {c.diffs.map((d) => (
                    <li key={d.label}>
                      {d.label}：{d.before || '（空）'} → {d.after || '（空）'}
                    </li>
                  ))}
                </ul>
              ),
            },
          ]}
        />
      </Panel>
      <Panel title="确认" id="confirm">
        {something ? (
          <PostForm action={here} once={ctx.session?.once() ?? ''} label="确认导入">
            <Hidden name="fingerprint" value={plan.fingerprint} />
            {plan.refused.length > 0 && (
              <Checkboxes
                name="skip"
                legend="有不能导入的行"
                form={form}
                options={[
                  {
                    value: 'yes',
                    label: '只导入没有问题的行',
                    note: '不勾选时，有一行不能导入就一行也不写入',
                  },
                ]}
              />
            )}
            <SubmitButton icon="check" note="一次写入，要么全部成功，要么都不写入">
              确认导入
            </SubmitButton>
          </PostForm>
        ) : (
          <p class="muted mb-0">没有可以导入的内容。请改正文件后重新上传。</p>
        )}
      </Panel>
    </>
  );
}
