/** Paths of the portal, below its base path. One document has one address, on its owner's site. */
export function portalPaths(base: string) {
  return {
    home: () => `${base}/`,
    documents: () => `${base}/documents`,
    document: (pid: string) => `${base}/documents/${pid}`,
    qr: (pid: string) => `${base}/documents/${pid}/qr.svg`,
    favourites: () => `${base}/favourites`,
    file: (pid: string, name: string) => `${base}/files/${pid}/${encodeURIComponent(name)}`,
    organs: () => `${base}/organs`,
    organ: (code: string) => `${base}/organs/${code}`,
    organGroup: (code: string) => `${base}/organs/${code}/leading-group`,
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
