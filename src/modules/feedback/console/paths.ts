import { doneNotices, TAKEN_IN } from '../../../core/index.ts';

/** Paths of the pages about feedback, below the base path of the console. */
export function feedbackPaths(base: string) {
  const one = (pid: string) => `${base}/cases/${pid}/policy-feedback`;
  return {
    list: (filter: Readonly<Record<string, string | undefined>> = {}) => {
      const params = new URLSearchParams();
      for (const [name, value] of Object.entries(filter)) if (value) params.set(name, value);
      return `${base}/feedback${params.size ? `?${params}` : ''}`;
    },
    takeIn: () => `${base}/feedback/take-in`,
    case: one,
    act: (pid: string, act: string) => `${one(pid)}/${act}`,
    unmask: (pid: string) => `${one(pid)}/unmask`,
  };
}

/** Notices shown once after an act; the address carries only the key. */
export const doneNotice = doneNotices({
  ...TAKEN_IN,
  reply: '已答复，提交人凭查询码可以看到。请再决定是否公开。',
  classify: '分类已保存。',
  assign: '已交由所选的同事办理。',
  forward: '已转其他单位，期限仍从收到之日起算。',
  dismiss: '已终止办理，提交人凭查询码可以看到原因。',
  propose: '公开版已提出，等待另一位同事批准。',
  approve: '已批准公开，公众在文件页下可以看到。',
  return: '已退回修改。',
  'keep-private': '不公开，只有提交人凭查询码可以看到答复。',
  unpublish: '已撤下，公众不能再看到。',
  close: '已办结，姓名和联系方式到保留期限届满自动清除。',
});
