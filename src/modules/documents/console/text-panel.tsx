import type { VNode } from 'preact';
import { ATTRIBUTES, type Edition } from '../../../mechanisms/publication/index.ts';
import { OfficialDocument, Panel } from '../../../ui/index.ts';
import { redHead } from '../red-head.ts';

/** The text of an edition in the typography of an official paper, for those who write, review and keep it. */
export function TextPanel({
  edition,
  ownerName,
  aside,
}: {
  edition: Edition;
  /** The name under which the public reads the paper. */
  ownerName: string;
  aside: string;
}): VNode {
  return (
    <Panel title="正文" aside={aside}>
      <OfficialDocument
        {...redHead({ ...edition, ownerName })}
        {...(edition.documentNumber ? { documentNumber: edition.documentNumber } : {})}
        title={edition.title}
        addressees={edition.addressees}
        bodyHtml={edition.bodyHtml}
        level={2}
        {...(edition.attribute ? { mark: ATTRIBUTES[edition.attribute].mark } : {})}
      />
    </Panel>
  );
}
