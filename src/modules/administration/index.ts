import type { Module } from '../module.ts';
import { noticeAccess, noticeNav, noticePages } from './notices/index.ts';

/** The pages of the core (机构、人员、设置、消息) in the console. */
export const administration: Module = {
  name: 'administration',
  access: { ...noticeAccess },
  console: {
    nav: [...noticeNav],
    pages(face, frame) {
      noticePages(face, frame);
    },
  },
};
