import { turnCaptchaSecret } from '../../core/index.ts';
import { unmaskPages } from '../../mechanisms/procedure/index.ts';
import { serviceActor } from '../../platform/actor.ts';
import { logged } from '../../platform/log.ts';
import type { Module } from '../module.ts';
import { access, LABELS } from './access.ts';
import { takeInFeedback } from './acts/enrol.ts';
import { closeIdleFeedback } from './acts/idle.ts';
import { findToUnmask } from './console/case.tsx';
import { casePages } from './console/case-pages.tsx';
import { listPages } from './console/list.tsx';
import { feedbackSearch } from './console/search.ts';
import { feedbackWidget } from './console/widget.tsx';
import { ACT_LABELS } from './lifecycle.ts';
import { objection } from './policy.ts';
import { answersBoard } from './portal/board.tsx';
import { directAnswers } from './portal/direct.ts';
import { feedbackFeed } from './portal/feed.ts';
import { portalPages } from './portal/pages.tsx';
import { feedbackSection } from './portal/view.tsx';
import { feedbackOn } from './store.ts';
import { INTAKE } from './words.ts';

export { takeInFeedback } from './acts/enrol.ts';
export {
  classifyFeedback,
  closeFeedback,
  dismissFeedback,
  forwardFeedback,
  replyToFeedback,
} from './acts/handle.ts';
export { approvePublication, keepPrivate, proposePublication, returnProposal } from './acts/publish.ts';
export {
  ACT_LABELS as FEEDBACK_ACT_LABELS,
  policyFeedback,
  sentBack as feedbackSentBack,
  stateLabel as feedbackStateLabel,
} from './lifecycle.ts';
export {
  type Counted,
  type FeedbackNumbers,
  feedbackByOrganisation,
  feedbackRows,
  inTimePercent,
  inTimeRate,
} from './store.ts';

/** The service that enrols what the portal received and closes what nobody closes. */
const system = serviceActor('system', '系统', ['feedback.take-in', 'feedback.close-idle']);

/** Policy feedback (政策反馈): under every paper, answered by those who wrote it, published by a second person. */
export const feedback: Module = {
  name: 'feedback',
  access,
  actLabels: { ...ACT_LABELS, ...LABELS },
  objection: async (db, it) => (it.procedure === INTAKE ? objection(db, it) : undefined),
  casesOf: feedbackOn,
  portal: {
    entries: [
      {
        label: '政策反馈',
        note: '在每份文件下面提出意见、建议、纠错；提交后凭查询码看答复。',
        path: '/feedback',
        order: 30,
        right: 'express',
        service: 'feedback',
      },
    ],
    documentSections: [{ order: 90, render: feedbackSection }],
    boards: [answersBoard],
    pages(face, frame) {
      portalPages(face, frame);
      feedbackFeed(face, frame);
    },
    direct: [directAnswers],
  },
  console: {
    nav: [{ heading: '办理', label: '政策反馈', path: '/feedback', icon: 'messages', act: 'feedback.read' }],
    widgets: [feedbackWidget],
    search: feedbackSearch,
    pages(face, frame) {
      listPages(face, frame);
      casePages(face, frame);
      unmaskPages(face, frame, {
        path: '/cases/:pid/policy-feedback',
        section: '/feedback',
        find: findToUnmask,
      });
    },
  },
  ticks: (app) => [
    {
      name: 'captcha-secret',
      run: () => turnCaptchaSecret(app.db, app.clock.now(), app.clock.today()),
    },
    {
      name: 'feedback-intake',
      async run() {
        await takeInFeedback({ ...app, actor: system, requestId: 'tick' }, (id) =>
          app.log.error({ intake: id }, 'submission cannot be opened'),
        );
      },
    },
    {
      name: 'feedback-idle',
      async run() {
        await closeIdleFeedback({ ...app, actor: system, requestId: 'tick' }, (casePid, error) =>
          app.log.error({ case: casePid, ...logged(error) }, 'feedback cannot be closed'),
        );
      },
    },
  ],
};
