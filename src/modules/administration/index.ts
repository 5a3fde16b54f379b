import type { Module } from '../module.ts';
import { access as proofAccess } from './proof/access.ts';
import { anchorJobs, anchorTicks } from './proof/anchors.ts';
import { proofPages } from './proof/pages.tsx';
import { CORE_ACT_LABELS } from './proof/words.ts';

export { EVIDENCE } from './proof/evidence.ts';

/** Administration (机构人员、设置、安全): the pages of core in the console. */
export const administration: Module = {
  name: 'administration',
  access: { ...proofAccess },
  actLabels: CORE_ACT_LABELS,
  console: {
    nav: [{ heading: '安全', label: '操作留痕', path: '/audit', icon: 'shield-check', act: 'audit.read' }],
    pages(face, frame) {
      proofPages(face, frame);
    },
  },
  jobs: (app) => [...anchorJobs(app)],
  ticks: (app) => [...anchorTicks(app)],
};
