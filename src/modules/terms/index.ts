import type { Module } from '../module.ts';
import { termsApi } from './api.ts';
import { deadlinePages } from './portal/deadlines.tsx';

/** Terms (期限): the public calculator and the computation for others. */
export const terms: Module = {
  name: 'terms',
  portal: {
    nav: [{ label: '期限计算器', path: '/deadlines', order: 92 }],
    entries: [
      {
        label: '期限计算器',
        note: '算出答复、复议、信访等期限到哪一天，逐日说明依据。',
        path: '/deadlines',
        order: 40,
        right: 'supervise',
        service: 'query',
      },
    ],
    pages: deadlinePages,
  },
  api: termsApi,
};
