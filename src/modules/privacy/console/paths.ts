import { doneNotices, TAKEN_IN } from '../../../core/index.ts';

/** Paths of the pages about requests on personal data, below the base path of the console. */
export function privacyPaths(base: string) {
  const one = (pid: string) => `${base}/cases/${pid}/privacy-request`;
  return {
    list: (filter: Readonly<Record<string, string>> = {}) => {
      const params = new URLSearchParams(filter);
      return `${base}/privacy${params.size ? `?${params}` : ''}`;
    },
    create: () => `${base}/privacy/new`,
    find: () => `${base}/privacy/find`,
    takeIn: () => `${base}/privacy/take-in`,
    case: one,
    act: (pid: string, act: 'accept' | 'reply' | 'close') => `${one(pid)}/${act}`,
    unmask: (pid: string) => `${one(pid)}/unmask`,
    erase: (pid: string, target: string) => `${one(pid)}/erase/${target}`,
  };
}

/** Notices shown once after an act; the address carries only the key. */
export const doneNotice = doneNotices({
  ...TAKEN_IN,
  accept: '已受理，开始办理。',
  reply: '已答复，本件办结。请按申请人留下的联系方式送达。',
  close: '已终止办理。请按申请人留下的联系方式告知原因。',
  erased: '已清除：密文和密钥已销毁，任何人都不能再看到。办理记录保留备查。',
});
