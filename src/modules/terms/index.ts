import type { Module } from '../module.ts';
import { termsApi } from './api.ts';
import { deadlinePages } from './portal/deadlines.tsx';

/** Terms (期限): the public calculator and the computation for others. */
export const terms: Module = {
  name: 'terms',
  portal: { nav: [{ label: '期限计算器', path: '/deadlines', order: 92 }], pages: deadlinePages },
  api: termsApi,
};
