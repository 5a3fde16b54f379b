import type { ComponentChildren, VNode } from 'preact';
import type { Attachment, Edition } from '../../../mechanisms/publication/index.ts';
import type { Reader } from '../../../platform/db/pool.ts';
import { DataTable, Diff, Panel } from '../../../ui/index.ts';
import { changedFacts, type FactChange, readWords } from '../comparison.ts';
import { editionForm } from '../relations-field.ts';
import { attachmentChanges } from './attachment-list.tsx';

/** What differs between two editions of a paper, ready to be shown. */
export interface Compared {
  before: Pick<Edition, 'number' | 'body' | 'attachments'>;
  after: Pick<Edition, 'number' | 'body' | 'attachments'>;
  facts: FactChange[];
}

/** Compares two editions: every fact, the body, the attachments. */
export async function compareEditions(db: Reader, before: Edition, after: Edition): Promise<Compared> {
  const [was, is] = await Promise.all([editionForm(db, before), editionForm(db, after)]);
  const words = await readWords(db, was.values, is.values);
  return { before, after, facts: changedFacts(was.values, is.values, words) };
}

/** Facts that differ, before and after. */
export function FactChanges({ facts, caption }: { facts: readonly FactChange[]; caption: string }): VNode {
  return (
    <DataTable
      caption={caption}
      rows={facts}
      columns={[
        { label: '项目', header: true, cell: (f) => f.label, nowrap: true },
        { label: '原来', cell: (f) => (f.before ? <del>{f.before}</del> : '（空）') },
        { label: '现在', cell: (f) => (f.after ? <ins>{f.after}</ins> : '（空）') },
      ]}
    />
  );
}

/** A panel with everything that changed between two editions. */
export function ComparisonPanel({ title, compared }: { title: string; compared: Compared }): VNode {
  const { before, after, facts } = compared;
  const files = attachmentChanges(before.attachments as Attachment[], after.attachments as Attachment[]);
  const body = before.body !== after.body;
  const count = [
    facts.length > 0 && `${facts.length} 项信息`,
    body && '正文',
    files.length > 0 && `附件 ${files.length} 处`,
  ].filter(Boolean);
  return (
    <Panel title={title} aside={`第 ${before.number} 稿 → 第 ${after.number} 稿`} id="changes">
      <p class="mb-1">{count.length === 0 ? '没有改动。' : `有改动：${count.join('、')}。`}</p>
      {facts.length > 0 && <FactChanges facts={facts} caption={`${title}：文件信息`} />}
      {body && <Section title="正文">{<Diff before={before.body} after={after.body} />}</Section>}
      {files.length > 0 && (
        <Section title="附件">
          <ul class="mb-0">
            {files.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        </Section>
      )}
    </Panel>
  );
}

function Section({ title, children }: { title: string; children: ComponentChildren }): VNode {
  return (
    <>
      <h3>{title}</h3>
      {children}
    </>
  );
}
