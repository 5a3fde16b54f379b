import type { VNode } from 'preact';
import { SCANS } from '../../../core/index.ts';
import type { Attachment } from '../../../mechanisms/publication/index.ts';
import { fileFormat, fileSize, previewable } from '../../../platform/files/types.ts';
import { DataTable, Panel, Tag } from '../../../ui/index.ts';
import { documentPaths } from './paths.ts';

/** What is known of viruses in a file, as a word with its mark. */
export function ScanTag({ scan }: { scan: Attachment['scan'] }): VNode {
  return <Tag kind={scan === 'clean' ? 'ok' : 'warn'}>{SCANS[scan]}</Tag>;
}

/** Leads to what is in an attachment; nothing where that cannot be shown. */
export function PreviewLink({
  attachment: a,
  base,
  casePid,
}: {
  attachment: Attachment;
  base: string;
  casePid: string;
}): VNode | null {
  if (!previewable(a.fileName)) return null;
  return (
    <a
      class="small"
      href={documentPaths(base).attachmentPreview(casePid, a.pid)}
      aria-label={`预览：${a.title}`}
    >
      预览
    </a>
  );
}

/** The attachments of an edition for those who write and review it. */
export function AttachmentPanel({
  attachments,
  base,
  casePid,
  aside,
  narrow,
}: {
  attachments: readonly Attachment[];
  base: string;
  casePid: string;
  aside?: VNode;
  /** In a side column, where a table would have no room. */
  narrow?: boolean;
}): VNode {
  const paths = documentPaths(base);
  return (
    <Panel
      title={`附件（${attachments.length}）`}
      flush={attachments.length > 0 && !narrow}
      {...(aside ? { aside } : {})}
    >
      {attachments.length === 0 ? (
        <p class="muted mb-0">没有附件。</p>
      ) : narrow ? (
        <ol class="mc-filelist">
          {attachments.map((a) => (
            <li key={a.pid}>
              <a href={paths.attachment(casePid, a.pid)}>{a.title}</a>{' '}
              <span class="muted small">
                {fileFormat(a.fileName)}，{fileSize(a.size)}
              </span>{' '}
              <PreviewLink attachment={a} base={base} casePid={casePid} /> <ScanTag scan={a.scan} />
            </li>
          ))}
        </ol>
      ) : (
        <DataTable
          caption="附件，按公开时的顺序"
          rows={attachments}
          columns={[
            {
              label: '附件',
              header: true,
              cell: (a) => (
                <>
                  <a href={paths.attachment(casePid, a.pid)}>{a.title}</a>{' '}
                  <PreviewLink attachment={a} base={base} casePid={casePid} />
                </>
              ),
            },
            { label: '格式', cell: (a) => fileFormat(a.fileName), nowrap: true },
            { label: '大小', cell: (a) => fileSize(a.size), nowrap: true },
            { label: '病毒', cell: (a) => <ScanTag scan={a.scan} />, nowrap: true },
            { label: 'SM3', cell: (a) => <code>{a.sm3.slice(0, 8)}…</code>, nowrap: true },
          ]}
        />
      )}
    </Panel>
  );
}

/** What became of the attachments from one edition to another, a line each. */
export function attachmentChanges(before: readonly Attachment[], after: readonly Attachment[]): string[] {
  const was = new Map(before.map((a) => [a.pid, a]));
  const is = new Map(after.map((a) => [a.pid, a]));
  return [
    ...before.filter((a) => !is.has(a.pid)).map((a) => `移除：${a.title}（${a.fileName}）`),
    ...after
      .filter((a) => !was.has(a.pid))
      .map((a) => `新增：${a.title}（${a.fileName}，${fileSize(a.size)}）`),
    ...after.flatMap((a) => {
      const old = was.get(a.pid);
      return old && old.title !== a.title ? [`改题：${old.title} → ${a.title}`] : [];
    }),
    ...(order(before, is) === order(after, was) ? [] : ['顺序有调整']),
  ];
}

/** The order of those attachments that are in both. */
function order(list: readonly Attachment[], other: ReadonlyMap<string, Attachment>): string {
  return list
    .filter((a) => other.has(a.pid))
    .map((a) => a.pid)
    .join(' ');
}
