import { doneNotices } from '../../../core/index.ts';

/** Paths of the pages of people, grants and deputies, below the base path of the console. */
export function peoplePaths(base: string) {
  const person = (pid: string) => `${base}/people/${pid}`;
  return {
    list: (query?: Record<string, string>) =>
      `${base}/people${query ? `?${new URLSearchParams(query)}` : ''}`,
    create: () => `${base}/people/new`,
    imports: () => `${base}/people/import`,
    template: () => `${base}/people/template.xlsx`,
    unattended: () => `${base}/people/unattended`,
    person,
    edit: (pid: string) => `${person(pid)}/edit`,
    account: (pid: string) => `${person(pid)}/account`,
    reset: (pid: string) => `${person(pid)}/reset`,
    back: (pid: string) => `${person(pid)}/return`,
    grant: (pid: string) => `${person(pid)}/grants/new`,
    endGrant: (pid: string, grant: number) => `${person(pid)}/grants/${grant}/end`,
    deputation: (pid: string) => `${person(pid)}/deputations/new`,
    endDeputation: (pid: string, deputation: string) => `${person(pid)}/deputations/${deputation}/end`,
    handover: (pid: string) => `${person(pid)}/handover`,
    roles: () => `${base}/roles`,
    absence: () => `${base}/absence`,
    endAbsence: () => `${base}/absence/end`,
  };
}

/** Notices shown once after an act; the address carries only the key. */
export const doneNotice = doneNotices({
  added: '人员已建立。开立账号由系统管理员办理，授予角色由安全管理员办理；没有授权的人登录后不能办理任何事。',
  changed: '人员信息已保存。',
  account: '账号已开立。请把首次口令当面告知本人，首次登录须修改。',
  reset: '口令已重置，全部登录已结束。请把首次口令当面告知本人，登录后须修改。',
  granted: '已授权，自生效日起可用。',
  ended: '授权已终止。',
  'deputy-given': '代理人已指定，现在起生效。',
  'deputy-planned': '代理人已指定，到起始日自动生效。',
  'deputy-ended': '代理已终止。',
  left: '离任已办理：工作已移交，授权和账号到最后工作日为止。',
  moved: '调动已办理：工作已移交，原授权已终止。新单位的角色请安全管理员另行授予。',
  returned: '已复职。原授权不会恢复，请安全管理员重新授权。',
});
