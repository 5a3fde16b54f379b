import { z } from 'zod';
import { titled } from '../../../law/titles.ts';
import { answerFeed, FEED_ENDINGS, type PortalFrame } from '../../../mechanisms/publication/index.ts';
import type { Face } from '../../../platform/http/face.ts';
import { feedbackPortalPaths } from './paths.ts';
import { newestFeedback } from './reads.ts';

const ENTRIES = 50;

/** The newest published answers as a feed. */
export function feedbackFeed(face: Face, frame: PortalFrame): void {
  const paths = feedbackPortalPaths('');
  face.page({
    path: '/feeds/feedback.:ending',
    access: { kind: 'public' },
    cache: 'revalidate',
    params: z.object({ ending: z.enum(FEED_ENDINGS) }),
    async render(ctx, { params }) {
      const { items } = await newestFeedback(ctx.db, { page: 1, size: ENTRIES });
      return answerFeed(ctx, frame, params.ending, {
        title: '政策反馈',
        page: paths.home(),
        path: '/feeds/feedback',
        query: '',
        entries: items.map((f) => ({
          // Several answers stand on the page of one paper.
          path: `${paths.document(f.documentPid)}#${f.pid}`,
          title: `对${titled(f.documentTitle)}的反馈和答复`,
          publishedAt: f.publishedAt,
          updatedAt: f.publishedAt,
          author: f.ownerName,
          category: '政策反馈',
          summary: `反馈：${f.content}\n答复：${f.reply}`,
        })),
      });
    },
  });
}
