import type { Module } from '../module.ts';
import { overviewPages } from './overview.tsx';

/** Supervision (监督): what stands beside each other of several organisations. It keeps nothing of its own. */
export const supervision: Module = {
  name: 'supervision',
  console: {
    nav: [
      {
        heading: '监督',
        label: '各单位公开情况',
        path: '/overview',
        icon: 'checklist',
        act: 'document.oversee',
      },
    ],
    pages: overviewPages,
  },
};
