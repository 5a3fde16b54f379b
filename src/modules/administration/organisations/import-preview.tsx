import {
  type ImportPlan,
  type KeptImport,
  LEVELS,
  ORGANISATION_KINDS,
  type PlannedChange,
  type PlannedCreate,
} from '../../../core/index.ts';
import type { FormState, RequestContext } from '../../../platform/http/route.ts';
import {
  Checkboxes,
  Counters,
  DataTable,
  Empty,
  ErrorSummary,
  Hidden,
  Note,
  Panel,
  PostForm,
  SubmitButton,
} from '../../../ui/index.ts';
import { RefusedRows } from '../table-upload.tsx';
import { organisationPaths } from './paths.ts';

/** Labels of the form that confirms an import. */
export const CONFIRM_LABELS = { skip: '跳过有问题的行', fingerprint: '预览' };
/** Rows of each list that the page shows; the report holds all. */
const SHOWN = 100;

/** What a prepared import would do, and the form that confirms it. */
export function ImportPreview({
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
      <ErrorSummary form={form} labels={CONFIRM_LABELS} />
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
          <RefusedRows caption="不能导入的位置和原因" rows={plan.refused.slice(0, SHOWN)} />
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
