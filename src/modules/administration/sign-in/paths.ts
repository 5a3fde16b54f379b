/** Paths of 账号安全. */
export function signInPaths(base: string) {
  return {
    overview: (query = '') => `${base}/sign-in-security${query}`,
    release: () => `${base}/sign-in-security/networks`,
    person: (pid: string) => `${base}/sign-in-security/people/${pid}`,
    unlock: (pid: string) => `${base}/sign-in-security/people/${pid}/unlock`,
    endSessions: (pid: string) => `${base}/sign-in-security/people/${pid}/sessions`,
    renewTotp: (pid: string) => `${base}/sign-in-security/people/${pid}/totp`,
    confirmOidc: (pid: string) => `${base}/sign-in-security/people/${pid}/oidc/confirm`,
    bind: (pid: string) => `${base}/sign-in-security/people/${pid}/oidc`,
  };
}
