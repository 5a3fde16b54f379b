import type { NoticeKind } from '../../../core/index.ts';

/** What an inbox list shows. */
export interface InboxView {
  kind?: NoticeKind;
  show: 'unread' | 'all';
  page: number;
}

/** Addresses of the pages of notices. */
export function noticePaths(base: string) {
  return {
    inbox: (view: Partial<InboxView> = {}, done?: string) => {
      const query = new URLSearchParams({
        ...(view.kind ? { kind: view.kind } : {}),
        ...(view.show === 'unread' ? { show: 'unread' } : {}),
        ...(view.page && view.page > 1 ? { page: String(view.page) } : {}),
        ...(done ? { done } : {}),
      });
      return `${base}/notices${query.size ? `?${query}` : ''}`;
    },
    open: () => `${base}/notices/open`,
    read: () => `${base}/notices/read`,
    readChosen: () => `${base}/notices/read-chosen`,
    readAll: () => `${base}/notices/read-all`,
    settings: (done?: string) => `${base}/notices/settings${done ? `?done=${done}` : ''}`,
    address: (channel: string) => `${base}/notices/settings/${channel}`,
    confirm: (channel: string) => `${base}/notices/settings/${channel}/confirm`,
    remove: (channel: string) => `${base}/notices/settings/${channel}/remove`,
    contacts: (query = '', page = 1) => {
      const params = new URLSearchParams({
        ...(query ? { q: query } : {}),
        ...(page > 1 ? { page: String(page) } : {}),
      });
      return `${base}/contacts${params.size ? `?${params}` : ''}`;
    },
    contact: (pid: string, done?: string) => `${base}/contacts/${pid}${done ? `?done=${done}` : ''}`,
    setContact: (pid: string, channel: string) => `${base}/contacts/${pid}/${channel}`,
    removeContact: (pid: string, channel: string) => `${base}/contacts/${pid}/${channel}/remove`,
    deliveries: (state: 'failed' | 'queued' = 'failed', page = 1, done?: string) => {
      const params = new URLSearchParams({
        ...(state === 'queued' ? { state } : {}),
        ...(page > 1 ? { page: String(page) } : {}),
        ...(done ? { done } : {}),
      });
      return `${base}/deliveries${params.size ? `?${params}` : ''}`;
    },
    retry: () => `${base}/deliveries/retry`,
    drop: () => `${base}/deliveries/drop`,
    pause: () => `${base}/deliveries/pause`,
    resume: () => `${base}/deliveries/resume`,
  };
}
