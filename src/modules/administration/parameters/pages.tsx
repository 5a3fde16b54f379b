import { z } from 'zod';
import { type ConsoleFrame, organisationsByIds, personOf } from '../../../core/index.ts';
import { lawWords, settableRange } from '../../../core/parameters/bounds.ts';
import {
  formatParameter,
  PARAMETERS,
  type ParameterName,
  type ParameterSpec,
} from '../../../core/parameters/index.ts';
import { refusePlace, refuseValue, setValues } from '../../../core/parameters/setting.ts';
import { type Day, enteredDay } from '../../../law/day.ts';
import { countClocks } from '../../../mechanisms/procedure/index.ts';
import { Forbidden, NotFound } from '../../../platform/errors.ts';
import type { Face } from '../../../platform/http/face.ts';
import { reasonField, textField } from '../../../platform/http/messages.ts';
import { type FormState, newForm, type RequestContext } from '../../../platform/http/route.ts';
import {
  DateField,
  ErrorSummary,
  KeyValue,
  Note,
  Panel,
  PostForm,
  SelectField,
  SubmitButton,
  TextField,
} from '../../../ui/index.ts';
import { topOrganisation } from '../calendar/acts.ts';
import { cancelPlannedValue, changeParameter } from './acts.ts';
import { HistoryRecord } from './history.tsx';
import { parameterList, parameterPath } from './list.tsx';
import { type Preview, PreviewNote, previewOf, seenMark } from './preview.tsx';
import { placeOf, ScopeField, scopeField } from './scope.tsx';

const LABELS = {
  value: '数值',
  scope: '适用范围',
  validFrom: '生效日',
  source: '依据文件',
  cancelReason: '取消的理由',
};

const params = z.object({ name: z.string().max(80) });

function specOf(name: string): { name: ParameterName; spec: ParameterSpec } {
  if (!Object.hasOwn(PARAMETERS, name)) throw new NotFound('没有这个参数。');
  return { name: name as ParameterName, spec: PARAMETERS[name as ParameterName] };
}

/** One parameter: what it is built in with, who set what from when on, and the form that sets it. */
export function parameterPages(face: Face, frame: ConsoleFrame): void {
  parameterList(face, frame);

  const show = async (
    ctx: RequestContext,
    given: string,
    form: FormState,
    done?: { moved: number; told: number; cancelled: boolean },
    preview?: Preview,
  ) => {
    const { name, spec } = specOf(given);
    const { min, max } = settableRange(spec);
    const bound = lawWords(spec);
    const person = personOf(ctx);
    const [history, top, organisations, running] = await Promise.all([
      setValues(ctx.db, name),
      topOrganisation(ctx.db),
      organisationsByIds(ctx.db, person.scope('parameter.set'), ctx.today),
      countClocks(ctx.db, name),
    ]);
    const everywhere = person.may('parameter.set', top.id);
    return frame.page(ctx, {
      title: spec.label,
      section: '/parameters',
      ...(done
        ? {
            notice: {
              kind: 'ok' as const,
              text: `已${done.cancelled ? '取消' : '设定'}。${done.moved === 0 ? '' : `${done.moved} 件在办事项的期限随之变动，已通知 ${done.told} 人。`}`,
            },
          }
        : {}),
      heading: { h1: spec.label },
      children: (
        <div class="mc-g main-r">
          <div class="mc-g">
            <HistoryRecord
              spec={spec}
              rows={history}
              today={ctx.today}
              cancel={
                organisations.length === 0
                  ? undefined
                  : {
                      action: `${parameterPath(ctx, name)}/cancel`,
                      once: () => ctx.session?.once() ?? '',
                      form,
                    }
              }
            />
          </div>
          <aside class="mc-g" aria-label="设定">
            <Panel title="内置数值">
              <KeyValue
                rows={[
                  ['数值', formatParameter(spec, spec.value)],
                  ['允许范围', min === undefined ? '' : min === max ? `只能是 ${min}` : `${min} 至 ${max}`],
                  ['依据', spec.source],
                  ...(bound ? [['法定界限', `${bound}。`] as [string, string]] : []),
                ]}
              />
            </Panel>
            {!spec.local && !everywhere && organisations.length > 0 && (
              <Note kind="info" title="全市统一执行">
                <p class="mb-0">这个数值不为单个机构或层级另行设定；需要调整的，请联系市级管理员。</p>
              </Note>
            )}
            {organisations.length > 0 && (spec.local || everywhere) && (
              <Panel title="设定新的数值">
                <ErrorSummary form={form} labels={LABELS} />
                <PostForm
                  action={parameterPath(ctx, name)}
                  once={ctx.session?.once() ?? ''}
                  label="设定新的数值"
                >
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
                      {...(min === undefined ? {} : { hint: bound ? `${bound}。` : `${min} 至 ${max}。` })}
                    />
                  )}
                  <ScopeField
                    spec={spec}
                    label={LABELS.scope}
                    form={form}
                    everywhere={everywhere}
                    organisations={organisations.filter((o) => o.id !== top.id)}
                  />
                  <DateField
                    name="validFrom"
                    label={LABELS.validFrom}
                    form={form}
                    required
                    hint={
                      running > 0
                        ? '起算日在这一天及以后的在办事项按新数值重算；已办结的不变。尚未生效的同日或以后的设定由它取代。'
                        : '从这一天起按新数值执行。尚未生效的同日或以后的设定由它取代。'
                    }
                  />
                  <TextField name="source" label={LABELS.source} form={form} required maxLength={200} />
                  {preview && <PreviewNote spec={spec} preview={preview} organisations={organisations} />}
                  <SubmitButton
                    icon="check"
                    {...(preview === undefined
                      ? { note: '核对后才设定' }
                      : running > 0
                        ? { note: '重算在办期限并通知经办人' }
                        : {})}
                  >
                    {preview ? '核对无误，设定' : '查看影响'}
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
      cancelled: z.literal('yes').optional().catch(undefined),
    }),
    render: (ctx, { params: p, query }) =>
      show(
        ctx,
        p.name,
        newForm(),
        query.moved === undefined
          ? undefined
          : { moved: query.moved, told: query.told, cancelled: query.cancelled === 'yes' },
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
      scope: scopeField,
      validFrom: z
        .string()
        .refine((s) => enteredDay(s) !== undefined, '请填写生效日，例如 2027-01-01。')
        .transform((s) => s as Day),
      source: textField(200, { required: true }),
      seen: z.string().max(2100).optional(),
    }),
    async submit(ctx, { params: p, body, once }) {
      const { name, spec } = specOf(p.name);
      const person = personOf(ctx);
      const place = placeOf(body.scope);
      const organisationId = place.organisationId ?? (await topOrganisation(ctx.db)).id;
      if (!person.may('parameter.set', organisationId)) throw new Forbidden();
      refuseValue(spec, body.value);
      refusePlace(spec, place);
      if (body.seen !== seenMark(body)) {
        const preview = await previewOf(ctx.db, name, spec, body);
        return { kind: 'page', html: await show(ctx, name, newForm(body), undefined, preview) };
      }
      const { moved, told } = await changeParameter(
        { ...ctx, actor: person },
        {
          name,
          label: spec.label,
          value: body.value,
          organisationId,
          everywhere: place.organisationId === undefined,
          ...(place.level ? { level: place.level } : {}),
          validFrom: body.validFrom,
          source: body.source,
          once,
        },
      );
      return { kind: 'redirect', to: `${parameterPath(ctx, name)}?moved=${moved}&told=${told}` };
    },
    again: (ctx, { params: p }, form) => show(ctx, p.name, form),
  });

  face.form({
    path: '/parameters/:name/cancel',
    access: { kind: 'act', act: 'parameter.set' },
    token: 'once',
    params,
    labels: { cancelReason: '取消的理由' },
    body: z.object({ id: z.coerce.number().int().positive(), cancelReason: reasonField(200) }),
    async submit(ctx, { params: p, body, once }) {
      const { name, spec } = specOf(p.name);
      const { moved, told } = await cancelPlannedValue(
        { ...ctx, actor: personOf(ctx) },
        { id: body.id, name, label: spec.label, reason: body.cancelReason, once },
      );
      return {
        kind: 'redirect',
        to: `${parameterPath(ctx, name)}?moved=${moved}&told=${told}&cancelled=yes`,
      };
    },
    again: (ctx, { params: p }, form) => show(ctx, p.name, form),
  });
}
