import { type DocumentItem, Icon } from '../../../../ui/index.ts';
import { Highlighted, ValidityTag } from '../../list-view.tsx';
import type { SearchHit } from '../../search/query.ts';
import type { portalPaths } from '../../urls.ts';
import { isInterpretation } from '../../validity.ts';
import { DOCUMENT_TYPES, EFFECT_LEVELS } from '../../words.ts';

/** What kind of paper a hit is, in words. */
function kindOf(hit: SearchHit): string {
  if (isInterpretation(hit)) return '政策解读';
  const type = DOCUMENT_TYPES[hit.documentType as keyof typeof DOCUMENT_TYPES];
  const level = hit.effectLevel === 'other-document' ? '' : EFFECT_LEVELS[hit.effectLevel];
  return [type, hit.genre, level].filter(Boolean).join(' · ');
}

/** A hit as an item of a list, with the terms marked. */
export function hitItem(
  hit: SearchHit,
  terms: readonly string[],
  paths: ReturnType<typeof portalPaths>,
): DocumentItem {
  const marked = (text: string) => <Highlighted text={text} terms={terms} />;
  return {
    kind: kindOf(hit),
    title: marked(hit.title),
    href: paths.document(hit.pid),
    tags: <ValidityTag item={hit} />,
    meta: [
      hit.documentNumber && marked(hit.documentNumber),
      hit.ownerName,
      hit.publishedOn,
      hit.validity === 'repealed' && hit.repealedOn && `自 ${hit.repealedOn} 起废止`,
      hit.validity === 'lapsed' && hit.expiresOn && `有效期至 ${hit.expiresOn}`,
      hit.validity === 'in-force' && hit.repealedOn && `将于 ${hit.repealedOn} 废止`,
    ],
    ...(hit.snippet
      ? {
          snippet: (
            <>
              {hit.attachment && (
                <span class="mc-infile">
                  <Icon name="file-text" /> 附件：{hit.attachment}
                </span>
              )}
              {marked(hit.snippet)}
            </>
          ),
        }
      : {}),
  };
}
