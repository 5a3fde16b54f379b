import { serviceActor } from '../../platform/actor.ts';
import type { Module } from '../module.ts';
import { access, LABELS } from './access.ts';
import { takeInRequests } from './acts/enrol.ts';
import { casePages } from './console/case-pages.tsx';
import { listPages } from './console/list.tsx';
import { registerPages } from './console/register.tsx';
import { privacySearch } from './console/search.ts';
import { erasePages, unmaskPages } from './console/unmask.tsx';
import { ACT_LABELS } from './lifecycle.ts';
import { portalPages } from './portal/pages.tsx';

export { registerRequest, takeInRequests } from './acts/enrol.ts';
export {
  acceptRequest,
  closeRequest,
  eraseForRequest,
  replyToRequest,
  unmaskRequest,
} from './acts/handle.ts';
export {
  ACT_LABELS as PRIVACY_ACT_LABELS,
  privacyRequest,
  stateLabel as privacyStateLabel,
} from './lifecycle.ts';

/** The service that enrols what the portal received. */
const system = serviceActor('system', '系统', ['privacy.take-in']);

/** Requests about personal data (个人信息权利请求): at the window and on the portal, decided, erased. */
export const privacy: Module = {
  name: 'privacy',
  access,
  actLabels: { ...ACT_LABELS, ...LABELS },
  portal: {
    nav: [{ label: '个人信息权利', path: '/privacy', order: 95 }],
    pages: portalPages,
  },
  console: {
    nav: [
      { heading: '办理', label: '个人信息请求', path: '/privacy', icon: 'user-check', act: 'privacy.read' },
    ],
    search: privacySearch,
    pages(face, frame) {
      listPages(face, frame);
      registerPages(face, frame);
      casePages(face, frame);
      unmaskPages(face, frame);
      erasePages(face, frame);
    },
  },
  ticks: (app) => [
    {
      name: 'privacy-intake',
      async run() {
        await takeInRequests({ ...app, actor: system, requestId: 'tick' }, (id) =>
          app.log.error({ intake: id }, 'submission cannot be opened'),
        );
      },
    },
  ],
};
