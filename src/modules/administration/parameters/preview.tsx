import { LEVELS, type Organisation } from '../../../core/index.ts';
import {
  formatParameter,
  type ParameterName,
  type ParameterSpec,
  parameter,
  readParameterValue,
} from '../../../core/parameters/index.ts';
import { setValues } from '../../../core/parameters/setting.ts';
import { chineseDay, type Day } from '../../../law/day.ts';
import { countClocks } from '../../../mechanisms/procedure/index.ts';
import type { Reader } from '../../../platform/db/pool.ts';
import { Hidden, KeyValue, Note } from '../../../ui/index.ts';
import { placeOf } from './scope.tsx';

/** What somebody is about to set. */
export interface Proposal {
  value: string;
  /** all, level:<level> or organisation:<id>. */
  scope: string;
  validFrom: Day;
}

/** What would change, as it is shown before it is done. */
export interface Preview extends Proposal {
  before: number | boolean | string;
  touched: number;
}

/** The hidden mark of what was shown: only the same value, scope and day is set by the second press. */
export function seenMark(p: Proposal): string {
  return `${p.value} ${p.scope} ${p.validFrom}`;
}

/** What holds on the first day until now, and how many running dates begin on that day or later. */
export async function previewOf(
  db: Reader,
  name: ParameterName,
  spec: ParameterSpec,
  p: Proposal,
): Promise<Preview> {
  const { organisationId, level } = placeOf(p.scope);
  const [rows, general, touched] = await Promise.all([
    level ? setValues(db, name) : [],
    parameter(db, name, { day: p.validFrom, ...(organisationId === undefined ? {} : { organisationId }) }),
    countClocks(db, name, p.validFrom),
  ]);
  const own = rows.find(
    (v) =>
      v.cancelledAt === null &&
      v.level === level &&
      v.validFrom <= p.validFrom &&
      (v.validTo === null || v.validTo >= p.validFrom),
  );
  const before = (own && readParameterValue(spec, own.value)) ?? general;
  return { ...p, before, touched };
}

/** Old value and new, from which day, for whom, how many open dates: above the button that does it. */
export function PreviewNote({
  spec,
  preview,
  organisations,
}: {
  spec: ParameterSpec;
  preview: Preview;
  organisations: readonly Pick<Organisation, 'id' | 'shortName'>[];
}) {
  const { organisationId, level } = placeOf(preview.scope);
  const organisation = organisations.find((o) => o.id === organisationId);
  const whom =
    organisationId !== undefined
      ? `${organisation?.shortName ?? ''}及其下级`
      : level
        ? `全市的${LEVELS[level]}机构（机构另有规定的除外）`
        : '全市所有机构（另有规定的机构、层级除外）';
  return (
    <>
      <Hidden name="seen" value={seenMark(preview)} />
      <Note kind="warn" title="请核对，还没有设定">
        <KeyValue
          rows={[
            ['现在', formatParameter(spec, preview.before)],
            ['改为', formatParameter(spec, readParameterValue(spec, preview.value) ?? preview.value)],
            ['自', chineseDay(preview.validFrom)],
            ['适用于', whom],
            ...(preview.touched > 0
              ? [
                  ['在办期限', `全市 ${preview.touched} 件自这一天起算，属于适用范围的将重算`] as [
                    string,
                    string,
                  ],
                ]
              : []),
          ]}
        />
      </Note>
    </>
  );
}
