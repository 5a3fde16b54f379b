/** What the log of sign-ins records. */
export const SIGN_IN_EVENTS = {
  'signed-in': '登录',
  'wrong-password': '口令错误',
  'unknown-name': '用户名不存在',
  'account-locked': '账号锁定',
  'network-limited': '网络地址受限',
  unlocked: '解除锁定',
  'network-released': '解除网络限制',
  'signed-out': '退出',
  'session-expired': '会话到时结束',
  'session-replaced': '被新的登录替换',
  'session-ended': '会话被结束',
  'password-changed': '修改口令',
  'password-reset': '重置口令',
  'wrong-code': '动态码错误',
  'code-replayed': '动态码重复使用',
  'recovery-code-used': '使用恢复码',
  'second-factor-given': '登录后补验动态码',
  'totp-enrolled': '绑定动态口令',
  'totp-removed': '解除动态口令',
  'recovery-codes-renewed': '重新生成恢复码',
  'oidc-refused': '统一身份认证未通过',
  'oidc-unknown': '统一身份认证的身份没有账号',
  'oidc-bound': '绑定统一身份认证',
} as const;
export type SignInEventKind = keyof typeof SIGN_IN_EVENTS;

/** How a person proved who they are. */
export const SIGN_IN_WAYS = { password: '口令', oidc: '统一身份认证' } as const;
export type SignInWay = keyof typeof SIGN_IN_WAYS;

/** What proved it a second time. */
export const SECOND_FACTORS = { totp: '动态码', 'recovery-code': '恢复码' } as const;
export type SecondFactor = keyof typeof SECOND_FACTORS;

/** Why a session has ended; told to whoever still holds it. */
export const END_REASONS = {
  'signed-out': '您已退出登录。',
  idle: '较长时间没有操作，为安全起见已自动退出，请重新登录。',
  absolute: '这次登录已到最长有效时间，请重新登录。',
  replaced: '您的账号在别处登录，这里已自动退出。如果不是您本人，请立即修改口令并告知安全管理员。',
  'ended-by-self': '您在另一处结束了这里的登录。',
  'ended-by-officer': '安全管理员结束了这次登录。如有疑问，请与安全管理员联系。',
  'password-changed': '您的口令已修改或重置，请用新口令登录。',
} as const;
export type EndReason = keyof typeof END_REASONS;
