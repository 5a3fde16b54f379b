import type { signInAccess } from './access.ts';

/** Chinese names of the acts of signing in, as the audit trail shows them. */
export const signInLabels: Readonly<Record<keyof typeof signInAccess, string>> &
  Readonly<Record<string, string>> = {
  'sign-in.read': '查看账号安全',
  'sign-in.unlock': '解除账号锁定',
  'sign-in.release-network': '解除网络地址限制',
  'sign-in.end-sessions': '结束他人登录',
  'sign-in.renew-totp': '解除他人动态口令',
  'account.bind-oidc': '提出绑定统一身份认证',
  'account.confirm-oidc': '确认绑定统一身份认证',
  'account.enrol-totp': '绑定动态口令',
  'account.renew-recovery-codes': '重新生成恢复码',
  'account.give-second-factor': '登录后补验动态码',
  'account.end-sessions': '结束本人的其他登录',
  'account-locked': '账号锁定',
  'network-limited': '网络地址受限',
  'session-expired': '会话到时结束',
  'session-replaced': '登录被新的登录替换',
  'sign-in-code-failed': '动态码错误',
  'recovery-code-used': '使用恢复码',
  'sign-in-oidc-refused': '统一身份认证未通过',
};
