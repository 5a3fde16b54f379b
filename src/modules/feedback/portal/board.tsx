import type { HomeBoard } from '../../../mechanisms/publication/index.ts';
import { DocumentList, SectionHead } from '../../../ui/index.ts';
import { feedbackPortalPaths } from './paths.ts';
import { newestFeedback } from './reads.ts';

const LENGTH = 4;
/** Characters of a feedback that say what it is about. */
const EXCERPT = 60;

function beginning(text: string): string {
  const line = [...text.replace(/\s+/gu, ' ')];
  return line.slice(0, EXCERPT).join('') + (line.length > EXCERPT ? '……' : '');
}

/** 互动回应: what people asked and said of papers, and that it was answered. */
export const answersBoard: HomeBoard = {
  order: 40,
  async render(ctx) {
    const { items } = await newestFeedback(ctx.db, { page: 1, size: LENGTH });
    if (items.length === 0) return undefined;
    const paths = feedbackPortalPaths(ctx.base.portal);
    return (
      <section aria-labelledby="answers">
        <SectionHead title="互动回应" id="answers" aside={<a href={paths.home()}>全部答复 ›</a>} />
        <DocumentList
          items={items.map((f) => ({
            title: beginning(f.content),
            href: `${paths.document(f.documentPid)}#${f.pid}`,
            meta: [`${f.ownerName}答复`, f.repliedOn, f.documentTitle],
          }))}
        />
      </section>
    );
  },
};
