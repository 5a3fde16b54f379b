import { type ParameterName, setParameter } from '../../../core/parameters/index.ts';
import type { Level } from '../../../core/words.ts';
import type { Day } from '../../../law/day.ts';
import { recomputeClocks } from '../../../mechanisms/procedure/index.ts';
import { type ChangeContext, change } from '../../../platform/change.ts';
import { tellOfMoves } from '../calendar/acts.ts';

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
      await setParameter(c, {
        name: it.name,
        value: it.value,
        validFrom: it.validFrom,
        source: it.source,
        ...(it.everywhere ? {} : { organisationId: it.organisationId }),
        ...(it.level ? { level: it.level } : {}),
      });
      const why = `“${it.label}”自 ${it.validFrom} 起改变（${it.source}）`.slice(0, 300);
      const moves = await recomputeClocks(c, { why, reason: 'parameter', parameter: it.name });
      const told = await tellOfMoves(c, moves, why);
      c.note({ value: it.value, validFrom: it.validFrom, moved: moves.length, told });
      return { moved: moves.length, told };
    },
  );
}
