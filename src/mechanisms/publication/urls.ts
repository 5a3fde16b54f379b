/** Pages of an organ's 政府信息公开专栏 that have a name of their own. */
export type OrganPart = 'about' | 'guide' | 'leaders' | 'rules';

function withQuery(path: string, filter: Readonly<Record<string, string>>): string {
  const query = new URLSearchParams(filter);
  return query.size > 0 ? `${path}?${query}` : path;
}

/** Paths of the portal, below its base path. One document has one address, on its owner's site. */
export function portalPaths(base: string) {
  return {
    home: () => `${base}/`,
    documents: (filter: Readonly<Record<string, string>> = {}) => withQuery(`${base}/documents`, filter),
    document: (pid: string) => `${base}/documents/${pid}`,
    qr: (pid: string) => `${base}/documents/${pid}/qr.svg`,
    favourites: () => `${base}/favourites`,
    file: (pid: string, name: string) => `${base}/files/${pid}/${encodeURIComponent(name)}`,
    /** What is in a file, without downloading it; long ones in parts, from 1. */
    filePreview: (pid: string, part = 1) =>
      withQuery(`${base}/files/${pid}/preview`, part > 1 ? { part: String(part) } : {}),
    organs: () => `${base}/organs`,
    organ: (code: string) => `${base}/organs/${code}`,
    organGroup: (code: string) => `${base}/organs/${code}/leading-group`,
    /** A page of an organ's 政府信息公开专栏. */
    organPart: (code: string, part: OrganPart) => `${base}/organs/${code}/${part}`,
    organDocuments: (code: string, filter: Readonly<Record<string, string>> = {}) =>
      withQuery(`${base}/organs/${code}/documents`, filter),
    organRule: (code: string, pid: string) => `${base}/organs/${code}/rules/${pid}`,
    portrait: (code: string, pid: string, digest: string) =>
      `${base}/organs/${code}/leaders/${pid}/portrait?v=${digest.slice(0, 12)}`,
    browse: () => `${base}/browse`,
    annualReports: () => `${base}/annual-reports`,
    channels: () => `${base}/channels`,
    services: () => `${base}/services`,
    about: () => `${base}/about`,
    siteMap: () => `${base}/sitemap`,
    followCode: (n: number) => `${base}/about/follow-${n}.svg`,
    column: (path: string) => `${base}/columns/${path}`,
    byTag: (tag: string) => `${base}/documents?tag=${encodeURIComponent(tag)}`,
    byRegion: (code: string) => `${base}/documents?region=${code}`,
    search: (query?: string) => (query ? `${base}/search?q=${encodeURIComponent(query)}` : `${base}/search`),
    mode: () => `${base}/mode`,
    asset: (file: string) => `${base}/assets/${file}`,
  };
}

/** The key under which a withdrawn document's address is remembered: independent of the base path. */
export function gonePath(pid: string): string {
  return `/documents/${pid}`;
}

/** The same of a file that was taken down. */
export function goneFilePath(pid: string): string {
  return `/files/${pid}`;
}
