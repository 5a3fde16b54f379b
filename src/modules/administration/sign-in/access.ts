import type { AccessTable } from '../../../core/index.ts';

/**
 * Locks and sessions are the security officer's, passwords the administrator's (GB/T 22239 三权分立): neither alone can
 * choose a password and open the account for it. What is bound to an account at the provider of single sign-on is
 * proposed by the administrator, who sets accounts up, and confirmed by the security officer; the auditor reads.
 */
export const signInAccess = {
  'sign-in.read': ['security-officer', 'administrator', 'auditor'],
  'sign-in.unlock': ['security-officer'],
  'sign-in.release-network': ['security-officer'],
  'sign-in.end-sessions': ['security-officer'],
  'sign-in.renew-totp': ['security-officer'],
  'account.bind-oidc': ['administrator'],
  'account.confirm-oidc': ['security-officer'],
} as const satisfies AccessTable;
