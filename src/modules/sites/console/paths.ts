import { doneNotices } from '../../../core/index.ts';

/** Paths of the console pages of sites, below its base path. */
export function sitesPaths(base: string) {
  const at = (code: string) => `${base}/organ-columns/${code}`;
  return {
    organs: () => `${base}/organ-columns`,
    organ: at,
    newText: (code: string, kind: string) => `${at(code)}/texts/new?kind=${kind}`,
    text: (code: string, pid: string) => `${at(code)}/texts/${pid}`,
    removeText: (code: string, pid: string) => `${at(code)}/texts/${pid}/remove`,
    leader: (code: string, pid: string) => `${at(code)}/leaders/${pid}`,
    endLeader: (code: string, pid: string) => `${at(code)}/leaders/${pid}/end`,
    site: () => `${base}/site`,
  };
}

/** Notices shown once after an act; the address carries only the key. */
export const doneNotice = doneNotices({
  text: '已保存，公众可以看到。',
  removed: '已撤下，公众不再看到；各个版本保留备查。',
  leader: '已登记，公众可以看到。',
  ended: '离任已登记，公众可以看到变动。',
  site: '站点设置已保存，各页页脚随即更新。',
});
