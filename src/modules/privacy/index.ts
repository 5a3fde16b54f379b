import { unmaskPages } from '../../mechanisms/procedure/index.ts';
import { serviceActor } from '../../platform/actor.ts';
import type { Module } from '../module.ts';
import { access, LABELS } from './access.ts';
import { takeInRequests } from './acts/enrol.ts';
import { findRequest } from './console/case.tsx';
import { casePages } from './console/case-pages.tsx';
import { erasePages } from './console/erase.tsx';
import { listPages } from './console/list.tsx';
import { registerPages } from './console/register.tsx';
import { privacySearch } from './console/search.ts';
import { ACT_LABELS } from './lifecycle.ts';
import { portalPages } from './portal/pages.tsx';

export { registerRequest } from './acts/enrol.ts';
export { acceptRequest, closeRequest, replyToRequest } from './acts/handle.ts';
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
    entries: [
      {
        label: '个人信息权利',
        note: '查阅、更正、删除政府掌握的本人信息，提交后凭查询码看进度。',
        path: '/privacy/request',
        order: 20,
        right: 'express',
        service: 'apply',
      },
      {
        label: '查询请求进度',
        note: '凭查询码看办理情况。',
        path: '/privacy/query',
        order: 60,
        right: 'supervise',
        service: 'query',
      },
    ],
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
      unmaskPages(face, frame, {
        path: '/cases/:pid/privacy-request',
        statement: true,
        section: '/privacy',
        find: findRequest,
      });
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
