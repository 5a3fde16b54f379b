import { z } from 'zod';
import { LEVELS, type Level, type Organisation } from '../../../core/index.ts';
import type { ParameterSpec } from '../../../core/parameters/index.ts';
import type { Place } from '../../../core/parameters/setting.ts';
import type { FormState } from '../../../platform/http/route.ts';
import { Hidden, SelectField } from '../../../ui/index.ts';

/** Levels of the city's own organisations; what stands above them takes no numbers from here. */
const SET_LEVELS = (Object.keys(LEVELS) as Level[]).filter((level) => level !== 'superior');
const SCOPE = new RegExp(`^(all|level:(${SET_LEVELS.join('|')})|organisation:\\d{1,12})$`);

/** The field of {@link ScopeField}: all, level:<level> or organisation:<id>. */
export const scopeField = z.string().regex(SCOPE, '请选择适用范围。');

/** For whom a value is to hold. @param scope as {@link scopeField} leaves it */
export function placeOf(scope: string): Place {
  const [kind, which] = scope.split(':');
  if (kind === 'organisation') return { organisationId: Number(which) };
  return kind === 'level' ? { level: which as Level } : {};
}

/**
 * Asks for whom a value is to hold; only for the whole city, where the parameter has one number for all.
 * @param it.everywhere whether the person may set numbers for the whole city
 * @param it.organisations those for which the person may set numbers, the top one left out
 */
export function ScopeField(it: {
  spec: ParameterSpec;
  label: string;
  form: FormState;
  everywhere: boolean;
  organisations: readonly Pick<Organisation, 'id' | 'shortName'>[];
}) {
  if (!it.spec.local)
    return (
      <>
        <Hidden name="scope" value="all" />
        <p>{it.label}：全市。这个数值全市统一执行，不为单个机构或层级另行设定。</p>
      </>
    );
  return (
    <SelectField
      name="scope"
      label={it.label}
      form={it.form}
      required
      options={[
        ...(it.everywhere
          ? [
              { value: 'all', label: '全市' },
              ...SET_LEVELS.map((level) => ({ value: `level:${level}`, label: `${LEVELS[level]}机构` })),
            ]
          : []),
        ...it.organisations.map((o) => ({
          value: `organisation:${o.id}`,
          label: `${o.shortName}及其下级`,
        })),
      ]}
    />
  );
}
