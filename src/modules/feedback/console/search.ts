import type { SearchGroup } from '../../../core/index.ts';
import { titled } from '../../../law/titles.ts';
import { stateLabel } from '../lifecycle.ts';
import { countFeedback, listFeedback } from '../store.ts';
import { feedbackPaths } from './paths.ts';

const paths = feedbackPaths('');

/**
 * Feedback by its content, the title of its paper and its code. Who wrote it is sealed: name and contact are neither
 * looked through nor shown.
 */
export const feedbackSearch: readonly SearchGroup[] = [
  {
    label: '政策反馈',
    order: 25,
    act: 'feedback.read',
    async find(ctx, person, words, limit) {
      const filter = { scope: person.scope('feedback.read'), today: ctx.today, words };
      const [rows, total] = await Promise.all([
        listFeedback(ctx.db, { ...filter, page: 1, size: limit }),
        countFeedback(ctx.db, filter),
      ]);
      return {
        total,
        all: paths.list({ q: words.join(' ') }),
        hits: rows.map((r) => ({
          title: r.content,
          path: paths.case(r.pid),
          facts: [titled(r.documentTitle), r.organisationName, stateLabel(r.state)],
        })),
      };
    },
  },
];
