import type { Module } from '../module.ts';
import { signInAccess, signInNav, signInSecurityPages } from './sign-in/index.ts';

/** The pages of the core (机构、人员、设置、安全) in the console. */
export const administration: Module = {
  name: 'administration',
  access: { ...signInAccess },
  console: {
    nav: [...signInNav],
    pages(face, frame) {
      signInSecurityPages(face, frame);
    },
  },
};
