import { z } from 'zod';
import { type ConsoleFrame, LEVELS, type Level, organisationsByIds, personOf } from '../../../core/index.ts';
import {
  formatParameter,
  PARAMETER_GROUPS,
  PARAMETERS,
  type ParameterName,
  type ParameterSpec,
  readParameterValue,
  setValues,
} from '../../../core/parameters/index.ts';
import { type Day, enteredDay } from '../../../law/day.ts';
import { Forbidden, NotFound } from '../../../platform/errors.ts';
import type { Face } from '../../../platform/http/face.ts';
import { textField } from '../../../platform/http/messages.ts';
import { type FormState, newForm, type RequestContext } from '../../../platform/http/route.ts';
import {
  DataTable,
  DateField,
  Empty,
  ErrorSummary,
  KeyValue,
  Panel,
  PostForm,
  SelectField,
  SubmitButton,
  TextField,
} from '../../../ui/index.ts';
import { minute } from '../../../ui/times.ts';
import { topOrganisation } from '../calendar/acts.ts';
import { changeParameter } from './acts.ts';

const LABELS = {
  value: '数值',
  scope: '适用范围',
  validFrom: '生效日',
  source: '依据文件',
};

const params = z.object({ name: z.string().max(80) });

function specOf(name: string): { name: ParameterName; spec: ParameterSpec } {
  if (!Object.hasOwn(PARAMETERS, name)) throw new NotFound('没有这个参数。');
  return { name: name as ParameterName, spec: PARAMETERS[name as ParameterName] };
}

/** Where a set value holds, in words. */
function scopeWords(v: { organisationName: string | null; level: Level | null }): string {
  if (v.organisationName) return `${v.organisationName}及其下级`;
  return v.level ? LEVELS[v.level] : '全市';
}

/** 参数: every number that rules set, with its source, who changed it and since when it holds. */
export function parameterPages(face: Face, frame: ConsoleFrame): void {
  const at = (ctx: RequestContext, name?: string) =>
    `${ctx.base.console}/parameters${name ? `/${name}` : ''}`;

  face.page({
    path: '/parameters',
    access: { kind: 'act', act: 'parameter.read' },
    async render(ctx) {
      const set = await setValues(ctx.db);
      const holds = (name: string) =>
        set.filter(
          (v) =>
            v.name === name && v.validFrom <= ctx.today && (v.validTo === null || v.validTo >= ctx.today),
        );
      return frame.page(ctx, {
        title: '参数',
        section: '/parameters',
        heading: { h1: '参数', note: '期限、次数、限额，都有依据和生效日' },
        children: (
          <div class="mc-g">
            {PARAMETER_GROUPS.map((group) => (
              <Panel key={group.label} title={group.label} flush>
                <DataTable
                  caption={group.label}
                  rows={Object.entries(group.parameters)}
                  columns={[
                    {
                      label: '参数',
                      header: true,
                      cell: ([name, spec]) => <a href={at(ctx, name)}>{spec.label}</a>,
                    },
                    {
                      label: '现行数值',
                      cell: ([name, spec]) => {
                        const general = holds(name).find((v) => !v.organisationName && !v.level);
                        return formatParameter(
                          spec,
                          (general && readParameterValue(spec, general.value)) ?? spec.value,
                        );
                      },
                      nowrap: true,
                    },
                    {
                      label: '另有规定',
                      cell: ([name]) =>
                        holds(name)
                          .filter((v) => v.organisationName ?? v.level)
                          .map(scopeWords)
                          .join('、') || '—',
                    },
                    {
                      label: '依据',
                      cell: ([name, spec]) =>
                        holds(name).find((v) => !v.organisationName && !v.level)?.source ?? spec.source,
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

  const show = async (
    ctx: RequestContext,
    given: string,
    form: FormState,
    done?: { moved: number; told: number },
  ) => {
    const { name, spec } = specOf(given);
    const person = personOf(ctx);
    const [history, top, organisations] = await Promise.all([
      setValues(ctx.db, name),
      topOrganisation(ctx.db),
      organisationsByIds(ctx.db, person.scope('parameter.set'), ctx.today),
    ]);
    const everywhere = person.may('parameter.set', top.id);
    return frame.page(ctx, {
      title: spec.label,
      section: '/parameters',
      ...(done
        ? {
            notice: {
              kind: 'ok' as const,
              text: `已设定。${done.moved} 件在办事项的期限随之变动，已通知 ${done.told} 人。`,
            },
          }
        : {}),
      heading: { h1: spec.label },
      children: (
        <div class="mc-g main-r">
          <div class="mc-g">
            <Panel title="设定记录" flush aside="已生效的不回改，只能从新的一天起改变">
              <DataTable
                caption="设定记录，最近的在最前"
                rows={history}
                empty={<Empty title="没有另外设定，按内置数值执行。" />}
                columns={[
                  {
                    label: '数值',
                    header: true,
                    cell: (v) => formatParameter(spec, readParameterValue(spec, v.value) ?? v.value),
                    nowrap: true,
                  },
                  { label: '范围', cell: scopeWords },
                  { label: '生效', cell: (v) => v.validFrom, nowrap: true },
                  { label: '截止', cell: (v) => v.validTo ?? '—', nowrap: true },
                  { label: '依据', cell: (v) => v.source },
                  { label: '设定', cell: (v) => `${v.setBy} ${minute(v.setAt)}` },
                ]}
              />
            </Panel>
          </div>
          <aside class="mc-g">
            <Panel title="内置数值">
              <KeyValue
                rows={[
                  ['数值', formatParameter(spec, spec.value)],
                  ['允许范围', spec.min === undefined ? '' : `${spec.min} 至 ${spec.max}`],
                  ['依据', spec.source],
                ]}
              />
            </Panel>
            {organisations.length > 0 && (
              <Panel title="设定新的数值">
                <ErrorSummary form={form} labels={LABELS} />
                <PostForm action={at(ctx, name)} once={ctx.session?.once() ?? ''} label="设定新的数值">
                  {typeof spec.value === 'boolean' ? (
                    <SelectField
                      name="value"
                      label={LABELS.value}
                      form={form}
                      required
                      options={[
                        { value: 'true', label: '是' },
                        { value: 'false', label: '否' },
                      ]}
                    />
                  ) : (
                    <TextField
                      name="value"
                      label={LABELS.value}
                      form={form}
                      required
                      {...(typeof spec.value === 'number' ? { inputmode: 'numeric' as const } : {})}
                      {...(spec.min === undefined ? {} : { hint: `${spec.min} 至 ${spec.max}。` })}
                    />
                  )}
                  <SelectField
                    name="scope"
                    label={LABELS.scope}
                    form={form}
                    required
                    options={[
                      ...(everywhere
                        ? [
                            { value: 'all', label: '全市' },
                            ...Object.entries(LEVELS).map(([value, label]) => ({
                              value: `level:${value}`,
                              label: `${label}机构`,
                            })),
                          ]
                        : []),
                      ...organisations
                        .filter((o) => o.id !== top.id)
                        .map((o) => ({ value: `organisation:${o.id}`, label: `${o.shortName}及其下级` })),
                    ]}
                  />
                  <DateField
                    name="validFrom"
                    label={LABELS.validFrom}
                    form={form}
                    required
                    hint="起算日在这一天及以后的在办事项按新数值重算；已办结的不变。"
                  />
                  <TextField name="source" label={LABELS.source} form={form} required maxLength={200} />
                  <SubmitButton icon="check" note="重算在办期限并通知经办人">
                    设定
                  </SubmitButton>
                </PostForm>
              </Panel>
            )}
          </aside>
        </div>
      ),
    });
  };

  face.page({
    path: '/parameters/:name',
    access: { kind: 'act', act: 'parameter.read' },
    params,
    query: z.object({
      moved: z.coerce.number().int().min(0).optional().catch(undefined),
      told: z.coerce.number().int().min(0).catch(0),
    }),
    render: (ctx, { params: p, query }) =>
      show(
        ctx,
        p.name,
        newForm(),
        query.moved === undefined ? undefined : { moved: query.moved, told: query.told },
      ),
  });

  face.form({
    path: '/parameters/:name',
    access: { kind: 'act', act: 'parameter.set' },
    token: 'once',
    params,
    labels: LABELS,
    body: z.object({
      value: textField(2000, { required: true }),
      scope: z
        .string()
        .regex(/^(all|level:(city|county|township)|organisation:\d{1,12})$/, '请选择适用范围。'),
      validFrom: z
        .string()
        .refine((s) => enteredDay(s) !== undefined, '请填写生效日，例如 2027-01-01。')
        .transform((s) => s as Day),
      source: textField(200, { required: true }),
    }),
    async submit(ctx, { params: p, body, once }) {
      const { name, spec } = specOf(p.name);
      const person = personOf(ctx);
      const [kind, which] = body.scope.split(':');
      const top = await topOrganisation(ctx.db);
      const organisationId = kind === 'organisation' ? Number(which) : top.id;
      if (!person.may('parameter.set', organisationId)) throw new Forbidden();
      const { moved, told } = await changeParameter(
        { ...ctx, actor: person },
        {
          name,
          label: spec.label,
          value: body.value,
          organisationId,
          everywhere: kind !== 'organisation',
          ...(kind === 'level' ? { level: which as Level } : {}),
          validFrom: body.validFrom,
          source: body.source,
          once,
        },
      );
      return { kind: 'redirect', to: `${at(ctx, name)}?moved=${moved}&told=${told}` };
    },
    again: (ctx, { params: p }, form) => show(ctx, p.name, form),
  });
}
