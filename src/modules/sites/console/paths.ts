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

const DONE: Readonly<Record<string, string>> = {
  text: '已保存，公众可以看到。',
  removed: '已撤下，公众不再看到；各个版本保留备查。',
  leader: '已登记，公众可以看到。',
  ended: '离任已登记，公众可以看到变动。',
  site: '站点设置已保存，各页页脚随即更新。',
};

/** The notice for the `done` key of an address; undefined for none or an unknown one. */
export function doneNotice(key: string | undefined): { kind: 'ok'; text: string } | undefined {
  const text = key && Object.hasOwn(DONE, key) ? DONE[key] : undefined;
  return text ? { kind: 'ok', text } : undefined;
}
