import { formatParameter, type ParameterSpec, readParameterValue } from '../../../core/parameters/index.ts';
import type { SetValue } from '../../../core/parameters/setting.ts';
import type { Day } from '../../../law/day.ts';
import type { FormState } from '../../../platform/http/route.ts';
import { DataTable, Empty, Hidden, Panel, PostForm, SubmitButton, TextField } from '../../../ui/index.ts';
import { minute } from '../../../ui/times.ts';
import { beyondLaw, scopeWords } from './list.tsx';

interface HistoryProps {
  spec: ParameterSpec;
  rows: readonly SetValue[];
  today: Day;
  /** How a planned value is taken back; undefined for whoever may not. */
  cancel: { action: string; once(): string; form: FormState } | undefined;
}

function state(spec: ParameterSpec, v: SetValue, today: Day): string {
  if (v.cancelledAt) return `已取消：${v.cancelReason}（${v.cancelledBy} ${minute(v.cancelledAt)}）`;
  if (!spec.local && (v.organisationName || v.level)) return '不起作用：这个数值全市统一执行';
  if (v.validFrom > today) return '尚未生效';
  if (v.validTo !== null && v.validTo < today) return '已被取代';
  return beyondLaw(v) ? '执行中，超出法律规定的界限' : '执行中';
}

/** Everything that was ever set for a parameter, what was taken back too; what does not hold yet can be cancelled. */
export function HistoryRecord({ spec, rows, today, cancel }: HistoryProps) {
  const shown = (v: SetValue) => formatParameter(spec, readParameterValue(spec, v.value) ?? v.value);
  const planned = rows.filter((v) => v.cancelledAt === null && v.validFrom > today);
  return (
    <>
      <Panel title="设定记录" flush aside="已生效的不回改，只能从新的一天起改变">
        <DataTable
          caption="设定记录，最近的在最前"
          rows={rows}
          empty={<Empty title="没有另外设定，按内置数值执行。" />}
          columns={[
            { label: '数值', header: true, cell: shown, nowrap: true },
            { label: '范围', cell: scopeWords },
            { label: '生效', cell: (v) => v.validFrom, nowrap: true },
            { label: '截止', cell: (v) => (v.cancelledAt ? '—' : (v.validTo ?? '—')), nowrap: true },
            { label: '状态', cell: (v) => state(spec, v, today) },
            { label: '依据', cell: (v) => v.source },
            { label: '设定', cell: (v) => `${v.setBy} ${minute(v.setAt)}` },
          ]}
        />
      </Panel>
      {cancel &&
        planned.map((v) => {
          const entered = cancel.form.values.id === String(v.id);
          return (
            <Panel key={v.id} title={`取消尚未生效的设定：${shown(v)}，自 ${v.validFrom} 起`}>
              <PostForm action={cancel.action} once={cancel.once()} label={`取消自 ${v.validFrom} 起的设定`}>
                <Hidden name="id" value={v.id} />
                <TextField
                  name="cancelReason"
                  label="取消的理由"
                  form={entered ? cancel.form : { values: {}, issues: [] }}
                  required
                  maxLength={200}
                  hint="取消后恢复执行前一个数值；记录保留。如只要改数值或日期，直接设定新的即可。"
                />
                <SubmitButton kind="danger">取消这项设定</SubmitButton>
              </PostForm>
            </Panel>
          );
        })}
    </>
  );
}
