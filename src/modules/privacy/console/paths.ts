/** Paths of the pages about requests on personal data, below the base path of the console. */
export function privacyPaths(base: string) {
  const one = (pid: string) => `${base}/cases/${pid}/privacy-request`;
  return {
    list: () => `${base}/privacy`,
    create: () => `${base}/privacy/new`,
    find: () => `${base}/privacy/find`,
    takeIn: () => `${base}/privacy/take-in`,
    case: one,
    act: (pid: string, act: 'accept' | 'reply' | 'close') => `${one(pid)}/${act}`,
    unmask: (pid: string) => `${one(pid)}/unmask`,
    erase: (pid: string, target: string) => `${one(pid)}/erase/${target}`,
  };
}

const DONE: Readonly<Record<string, string>> = {
  'taken-in': '网上提交已接收登记。',
  'nothing-taken': '没有可以接收的网上提交：可能刚刚自动登记过，或者属于其他单位。',
  accepted: '已受理，开始办理。',
  replied: '已答复，本件办结。请按申请人留下的联系方式送达。',
  closed: '已终止办理。请按申请人留下的联系方式告知原因。',
  erased: '已清除：密文和密钥已销毁，任何人都不能再看到。办理记录保留备查。',
};

/** The notice for the `done` key of an address; undefined for none or an unknown one. */
export function doneNotice(key: string | undefined): { kind: 'ok'; text: string } | undefined {
  const text = key && Object.hasOwn(DONE, key) ? DONE[key] : undefined;
  return text ? { kind: 'ok', text } : undefined;
}
