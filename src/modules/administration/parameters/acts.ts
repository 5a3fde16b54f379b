import type { ParameterName } from '../../../core/parameters/index.ts';
import { cancelParameter, setParameter } from '../../../core/parameters/setting.ts';
import type { Level } from '../../../core/words.ts';
import type { Day } from '../../../law/day.ts';
import { recomputeClocks } from '../../../mechanisms/procedure/index.ts';
import { type Change, type ChangeContext, change } from '../../../platform/change.ts';
import { NotFound } from '../../../platform/errors.ts';
import { tellOfMoves, topOrganisation } from '../calendar/acts.ts';

/**
 * Sets a parameter from a day on, with its source. Open dates that begin on or after that day follow; closed cases keep
 * theirs.
 */
export async function changeParameter(
  ctx: ChangeContext,
  it: {
    name: ParameterName;
    label: string;
    value: string;
    organisationId: number;
    /** Holds for this organisation and all below it, or for everybody (or a level) when the organisation is the top. */
    everywhere: boolean;
    level?: Level;
    validFrom: Day;
    source: string;
    once: string;
  },
): Promise<{ moved: number; told: number }> {
  return change(
    ctx,
    {
      act: 'parameter.set',
      once: it.once,
      lock: async () => ({ kind: 'parameter', id: it.name, organisationId: it.organisationId }),
    },
    async (c) => {
      const replaced = await setParameter(c, {
        name: it.name,
        value: it.value,
        validFrom: it.validFrom,
        source: it.source,
        ...(it.everywhere ? {} : { organisationId: it.organisationId }),
        ...(it.level ? { level: it.level } : {}),
      });
      const why = `“${it.label}”自 ${it.validFrom} 起改变（${it.source}）`.slice(0, 300);
      c.note({ value: it.value, validFrom: it.validFrom, ...(replaced === 0 ? {} : { replaced }) });
      return follow(c, it.name, why);
    },
  );
}

/** Open dates follow the parameter, and the people concerned are told. */
async function follow(c: Change, name: ParameterName, why: string): Promise<{ moved: number; told: number }> {
  const moves = await recomputeClocks(c, { why, reason: 'parameter', parameter: name });
  const told = await tellOfMoves(c, moves, why);
  c.note({ moved: moves.length, told });
  return { moved: moves.length, told };
}

/**
 * Takes a planned value back before it holds; dates that counted by it move back. The record of it stays.
 * @throws NotFound; Refusal when the value holds already
 */
export async function cancelPlannedValue(
  ctx: ChangeContext,
  it: { id: number; name: ParameterName; label: string; reason: string; once: string },
): Promise<{ moved: number; told: number }> {
  return change(
    ctx,
    {
      act: 'parameter.set',
      once: it.once,
      lock: async (tx) => {
        const row = await tx
          .selectFrom('parameter_value')
          .select('organisation_id as organisationId')
          .where('id', '=', it.id)
          .where('name', '=', it.name)
          .executeTakeFirst();
        if (!row) throw new NotFound('没有这条设定。');
        const organisationId = row.organisationId ?? (await topOrganisation(tx)).id;
        return { kind: 'parameter', id: it.name, organisationId };
      },
    },
    async (c) => {
      const { value, validFrom } = await cancelParameter(c, it);
      c.note({ cancelled: true, value, validFrom });
      return follow(c, it.name, `“${it.label}”原定自 ${validFrom} 起的数值已取消`);
    },
  );
}
