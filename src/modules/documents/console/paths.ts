import { doneNotices } from '../../../core/index.ts';

/** Paths of the document pages of the console, below its base path. */
export function documentPaths(base: string) {
  return {
    list: () => `${base}/documents`,
    papers: () => `${base}/documents/papers`,
    /** @param secret the question whether the paper is secret, answered */
    create: (secret?: 'no') => `${base}/documents/new${secret ? `?secret=${secret}` : ''}`,
    bufferNew: () => `${base}/documents/new/buffer`,
    discardNew: () => `${base}/documents/new/buffer/discard`,
    document: (pid: string) => `${base}/documents/${pid}`,
    version: (pid: string, number: number) => `${base}/documents/${pid}/versions/${number}`,
    correct: (pid: string) => `${base}/documents/${pid}/correct`,
    withdraw: (pid: string) => `${base}/documents/${pid}/withdraw`,
    case: (pid: string) => `${base}/cases/${pid}`,
    edit: (pid: string) => `${base}/cases/${pid}/edit`,
    attachments: (pid: string) => `${base}/cases/${pid}/attachments`,
    arrange: (pid: string) => `${base}/cases/${pid}/attachments/arrange`,
    attachment: (pid: string, file: string) => `${base}/cases/${pid}/attachments/${file}`,
    attachmentPreview: (pid: string, file: string, part = 1) =>
      `${base}/cases/${pid}/attachments/${file}/preview${part > 1 ? `?part=${part}` : ''}`,
    buffer: (pid: string) => `${base}/cases/${pid}/buffer`,
    discard: (pid: string) => `${base}/cases/${pid}/buffer/discard`,
    preview: (pid: string) => `${base}/cases/${pid}/preview`,
    act: (pid: string, act: string) => `${base}/cases/${pid}/${act}`,
    offline: () => `${base}/offline`,
    overview: () => `${base}/overview`,
  };
}

/** Notices shown once after an act; the address carries only the key. */
export const doneNotice = doneNotices({
  drafted: '草稿已建立。请补全内容、确定公开属性后送审。',
  saved: '草稿已保存。',
  discarded: '未保存的内容已删除，草稿没有变动。',
  'discarded-new': '没有保存的新稿已删除。',
  attached: '附件已上传并检查。可以在下面修改标题和顺序。',
  arranged: '附件的标题和顺序已保存。',
  submitted: '已送公开属性审查。送审稿已经冻结，改动须先撤回送审。',
  recalled: '已撤回送审，可以继续修改。',
  abandoned: '已作废，记录保留备查。',
  returned: '已退回起草人，并附上您的意见。',
  'attribute-review': '公开属性审查已通过，转保密审查。',
  'secrecy-review': '保密审查已通过，转签发。',
  published: '已签发，文件已向社会公开。',
  'published-at-once': '已签发，文件已按“立即公开”向社会公开；先前填过的定时时间没有使用。',
  scheduled: '已签发，到设定时间自动公开。',
  filed: '已审签。按公开属性，本件不向社会公开。',
  unscheduled: '已取消定时发布并退回起草。',
  proposed: '撤回申请已提出，等待签发人批准。',
  withdrawn: '已撤回，公众已不能看到这份文件，原网址显示撤回说明。',
  kept: '未批准撤回，文件继续公开。',
  cancelled: '撤回申请已取消。',
  corrected: '已建立更正稿。公众仍看到原文，新稿通过全部审查并签发后替换。',
  republishing: '已建立新稿。这份文件现在没有公开，新稿通过全部审查并签发后重新公开。',
  invited: '已邀请。受邀人登录后可以看到并办理这一件。',
  uninvited: '邀请已终止。',
  registered: '已登记。请按保密规定线下办理，不要把内容录入本系统。',
});
