import { clearClock, setClock } from '../../mechanisms/procedure/index.ts';
import type { EditionContent } from '../../mechanisms/publication/index.ts';
import type { Change } from '../../platform/change.ts';
import type { PassageKind } from './words.ts';

/** Name of the clock of first publication. */
export const PUBLICATION_CLOCK = 'publication';

/**
 * The term of proactive disclosure (条例第二十六条): so many working days from the day the paper was formed. Runs for a
 * first publication that is to be proactive and has its day; papers moved over from an older system were formed under
 * other eyes and get no clock; corrections keep the day of first publication.
 */
export async function timePublication(
  c: Change,
  head: { id: number; organisationId: number },
  content: Pick<EditionContent, 'attribute' | 'writtenOn'>,
  kind: PassageKind,
): Promise<void> {
  if (kind === 'publish' && content.attribute === 'proactive' && content.writtenOn)
    await setClock(c, head, {
      name: PUBLICATION_CLOCK,
      parameter: 'law.proactive-publication',
      start: content.writtenOn,
      unit: 'working-day',
    });
  else await clearClock(c, head.id, PUBLICATION_CLOCK);
}
