import { z } from 'zod';
import { type ConsoleFrame, LEVELS, type Level } from '../../../core/index.ts';
import { boundProblem, lawWords } from '../../../core/parameters/bounds.ts';
import {
  formatParameter,
  PARAMETER_GROUPS,
  PARAMETERS,
  type ParameterName,
  type ParameterSpec,
  readParameterValue,
} from '../../../core/parameters/index.ts';
import { type SetValue, setValues } from '../../../core/parameters/setting.ts';
import type { Face } from '../../../platform/http/face.ts';
import { keyOf } from '../../../platform/http/fields.ts';
import type { RequestContext } from '../../../platform/http/route.ts';
import { DataTable, Empty, FilterForm, Fold, Note, optionsOf, Panel } from '../../../ui/index.ts';

/** Address of the list, or of one parameter. */
export function parameterPath(ctx: RequestContext, name?: string): string {
  return `${ctx.base.console}/parameters${name ? `/${name}` : ''}`;
}

/** Where a set value holds, in words. */
export function scopeWords(v: { organisationName: string | null; level: Level | null }): string {
  if (v.organisationName) return `${v.organisationName}及其下级`;
  return v.level ? LEVELS[v.level] : '全市';
}

/** The groups, as a choice of the filter. */
const GROUPS = Object.fromEntries(PARAMETER_GROUPS.map(({ label }) => [label, label]));

/** Address of the list with one group alone. */
function groupPath(ctx: RequestContext, group: string): string {
  return `${parameterPath(ctx)}?${new URLSearchParams({ group })}`;
}

/** Whether every word asked for stands in what is shown of a parameter, its group or its number. */
function fits(q: string, name: string, spec: ParameterSpec, group: string): boolean {
  const text = `${name} ${spec.label} ${spec.source} ${spec.rule ?? ''} ${group}`.toLowerCase();
  return q
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

/** The parameter of a set value, where the value lies beyond what law leaves to the place. */
export function beyondLaw(v: Pick<SetValue, 'name' | 'value'>): ParameterSpec | undefined {
  const spec: ParameterSpec | undefined = Object.hasOwn(PARAMETERS, v.name)
    ? PARAMETERS[v.name as ParameterName]
    : undefined;
  return spec && boundProblem(spec, Number(v.value)) !== undefined ? spec : undefined;
}

/** What was set beyond the bounds of law, holds or will hold: it goes on being counted with until it is set anew. */
function BeyondLaw({ ctx, values }: { ctx: RequestContext; values: readonly SetValue[] }) {
  const lines = values.flatMap((v) => {
    const spec = v.validTo === null || v.validTo >= ctx.today ? beyondLaw(v) : undefined;
    return spec ? [{ v, spec }] : [];
  });
  if (lines.length === 0) return null;
  return (
    <Note kind="bad" title={`${lines.length} 个数值超出法律规定的界限`}>
      <ul>
        {lines.map(({ v, spec }) => (
          <li key={v.id}>
            <a href={parameterPath(ctx, v.name)}>{spec.label}</a>：{scopeWords(v)}自 {v.validFrom} 起为{' '}
            {formatParameter(spec, Number(v.value))}；{lawWords(spec)}（{spec.law?.article}）。
          </li>
        ))}
      </ul>
      <p class="mb-0">这些数值仍在执行，请尽快从新的一天起改为法律规定之内的数值。</p>
    </Note>
  );
}

/**
 * 参数: every number that rules set, with its source, found by a word or by its group. Phones fold the groups: all of them
 * would be the longest page of the console.
 */
export function parameterList(face: Face, frame: ConsoleFrame): void {
  face.page({
    path: '/parameters',
    access: { kind: 'act', act: 'parameter.read' },
    query: z.object({
      q: z.string().trim().max(50).catch(''),
      group: keyOf(GROUPS).optional().catch(undefined),
    }),
    async render(ctx, { query }) {
      const set = (await setValues(ctx.db)).filter((v) => v.cancelledAt === null);
      const groups = PARAMETER_GROUPS.filter(({ label }) => (query.group ?? label) === label)
        .map((group) => ({
          label: group.label,
          rows: Object.entries(group.parameters).filter(([name, spec]) =>
            fits(query.q, name, spec, group.label),
          ),
        }))
        .filter((group) => group.rows.length > 0);
      const narrowed = query.q !== '' || query.group !== undefined;
      const holds = (name: string) =>
        set.filter(
          (v) =>
            v.name === name && v.validFrom <= ctx.today && (v.validTo === null || v.validTo >= ctx.today),
        );
      /** What is set for a level or an organisation alone. */
      const elsewhere = (name: string, spec: ParameterSpec) =>
        holds(name).filter((v) => spec.local && (v.organisationName ?? v.level));
      return frame.page(ctx, {
        title: '参数',
        section: '/parameters',
        heading: { h1: '参数', note: '期限、次数、限额，都有依据和生效日' },
        children: (
          <div class="mc-g">
            <BeyondLaw ctx={ctx} values={set} />
            <FilterForm
              action={parameterPath(ctx)}
              label="查找参数"
              fields={[
                {
                  name: 'q',
                  label: '查找',
                  value: query.q,
                  placeholder: '名称、依据或编号，例如 答复期限、N-10',
                },
                {
                  name: 'group',
                  label: '分组',
                  value: query.group ?? '',
                  options: optionsOf(GROUPS, '全部分组'),
                },
              ]}
              {...(narrowed ? { clear: parameterPath(ctx) } : {})}
            />
            {!narrowed && (
              <nav aria-label="参数分组" class="mc-groups">
                <ul class="mc-plainlist">
                  {groups.map((group) => (
                    <li key={group.label}>
                      <a href={groupPath(ctx, group.label)}>
                        {group.label}（{group.rows.length}）
                      </a>
                    </li>
                  ))}
                </ul>
              </nav>
            )}
            {groups.length === 0 && (
              <Empty title={`没有与“${query.q}”相符的参数。`} hint="换一个词，或清除查找条件。" />
            )}
            {groups.map((group) => (
              <Panel key={group.label} title={group.label} flush>
                <Fold label={`${group.rows.length} 项`} open={narrowed}>
                  <DataTable
                    caption={group.label}
                    terse
                    rows={group.rows}
                    columns={[
                      {
                        label: '参数',
                        header: true,
                        cell: ([name, spec]) => <a href={parameterPath(ctx, name)}>{spec.label}</a>,
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
                        nil: ([name, spec]) => elsewhere(name, spec).length === 0,
                        cell: ([name, spec]) => elsewhere(name, spec).map(scopeWords).join('、') || '—',
                      },
                      {
                        label: '依据',
                        cell: ([name, spec]) =>
                          holds(name).find((v) => !v.organisationName && !v.level)?.source ?? spec.source,
                      },
                    ]}
                  />
                </Fold>
              </Panel>
            ))}
          </div>
        ),
      });
    },
  });
}
