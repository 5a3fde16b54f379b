import { doneNotices } from '../../../core/index.ts';

/** Paths of the pages of organisations in the console, below its base path. */
export function organisationPaths(base: string) {
  const at = (code: string) => `${base}/organisations/${code}`;
  return {
    list: (query: Record<string, string | undefined> = {}) => {
      const given = Object.entries(query).filter((e): e is [string, string] => Boolean(e[1]));
      return `${base}/organisations${given.length > 0 ? `?${new URLSearchParams(given)}` : ''}`;
    },
    create: (parent?: string) => `${base}/organisations/new${parent ? `?parent=${parent}` : ''}`,
    gaps: (gap?: string, page = 1) => {
      const query = new URLSearchParams({
        ...(gap ? { gap } : {}),
        ...(page > 1 ? { page: `${page}` } : {}),
      });
      return `${base}/organisations/gaps${query.size > 0 ? `?${query}` : ''}`;
    },
    imports: () => `${base}/organisations/imports`,
    import: (pid: string) => `${base}/organisations/imports/${pid}`,
    template: (filled?: boolean) => `${base}/organisations/template.xlsx${filled ? '?filled=yes' : ''}`,
    one: at,
    part: (code: string, part: string) => `${at(code)}/${part}`,
  };
}

/** Notices shown once after an act; the address carries only the key. */
export const doneNotice = doneNotices({
  added: '机构已建立。请继续登记公开工作机构、责任领导和人员。',
  saved: '机构信息已保存。',
  renamed: '已更名。此前公开的文件仍署原名称。',
  ended: '机构已撤并，记录保留备查。',
  section: '内设机构已保存。',
  'section-ended': '内设机构已撤销，记录保留。',
  office: '政府信息公开工作机构已保存，公众可以看到。',
  leader: '责任领导及分工已登记，公众可以看到。',
  staff: '政务公开工作人员已登记。',
  'staff-ended': '任职已结束，记录保留。',
  hearing: '听取汇报的记录已登记，公众可以看到。',
  'hearing-cancelled': '这条听取记录已作废，公众不再看到。',
  meeting: '会议已登记，公众可以看到日期和议题。',
  'meeting-cancelled': '这条会议记录已作废，公众不再看到。',
  group: '领导小组已保存，公众可以看到；以前的文件保留。',
  member: '领导小组成员已调整。',
  remedy: '救济渠道已确认，决定书将据此告知。',
  imported: '已导入。',
});
