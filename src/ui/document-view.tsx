import type { ComponentChildren } from 'preact';
import { addresseesLine } from '../law/official-text.ts';
import { KeyValue } from './components.tsx';
import { diffText } from './diff-text.ts';

export interface OfficialDocumentProps {
  /** The red head, for example 明川市人民政府办公室文件; a paper of somebody else has none here. */
  organ?: string;
  /** As printed, for example 明政办发〔2026〕18号; some papers have none. */
  documentNumber?: string;
  title: string;
  /** 主送机关, set above the body where the body does not begin with it. */
  addressees?: string;
  /**
   * The body as HTML that was cleaned before (never what a person typed). Classes that have a look:
   * `to` (主送机关) and `fl` (no indent) on p, `centre` on p, `sign` on the block of signature and date.
   */
  bodyHtml: string;
  /** Mark of openness printed at the end, for example 此件公开发布. */
  mark?: string;
  /** Level of the title; 1 on the document's own page. */
  level?: 1 | 2 | 3;
}

/** An official paper with its red head, after GB/T 9704 as far as a screen allows. */
export function OfficialDocument({
  organ,
  documentNumber,
  title,
  addressees = '',
  bodyHtml,
  mark,
  level = 1,
}: OfficialDocumentProps) {
  const Heading = `h${level}` as const;
  const to = addresseesLine(addressees, bodyHtml);
  return (
    <div class="mc-doc">
      {organ !== undefined && (
        <p class="org">
          {organ.replace(/文件$/, '')}
          {organ.endsWith('文件') && (
            <>
              <wbr />
              文件
            </>
          )}
        </p>
      )}
      <p class="no">{documentNumber}</p>
      <Heading class="ti">{title}</Heading>
      {to !== undefined && (
        <div class="bd">
          <p class="to">{to}</p>
        </div>
      )}
      <div class="bd" dangerouslySetInnerHTML={{ __html: bodyHtml }} />
      {mark !== undefined && <p class="mark">（{mark}）</p>}
    </div>
  );
}

/**
 * What is folded on small screens and stands open on wide ones and on paper; without script, said once.
 * @param open on small screens too
 */
export function Fold({
  label,
  open,
  children,
}: {
  label: ComponentChildren;
  open?: boolean;
  children: ComponentChildren;
}) {
  return (
    <details class="mc-fold" open={open}>
      <summary>{label}</summary>
      {children}
    </details>
  );
}

/** The facts above a document. @param more those that small screens fold */
export function DocumentMeta({
  rows,
  more,
}: {
  rows: readonly [string, ComponentChildren][];
  more: readonly [string, ComponentChildren][];
}) {
  return (
    <section class="mc-docmeta" aria-label="文件信息">
      <KeyValue rows={rows} columns={2} />
      <Fold label="更多信息">
        <KeyValue rows={more} columns={2} />
      </Fold>
    </section>
  );
}

/** How many unchanged lines stay visible on each side of a change. */
const CONTEXT_LINES = 2;

/** Leaves of a long unchanged stretch only what touches a change. */
function shorten(text: string, first: boolean, last: boolean): ComponentChildren {
  const lines = text.split('\n');
  const before = first ? 0 : CONTEXT_LINES + 1;
  const after = last ? 0 : CONTEXT_LINES + 1;
  const left = lines.length - before - after;
  if (left < 3) return text;
  return (
    <>
      {lines.slice(0, before).join('\n')}
      {before > 0 && '\n'}
      <span class="gap">……（{left} 行没有改动）</span>
      {'\n'}
      {lines.slice(lines.length - after).join('\n')}
    </>
  );
}

/** What changed between two plain texts: underlined came, struck through went; not by colour alone. */
export function Diff({ before, after }: { before: string; after: string }) {
  const parts = diffText(before, after);
  if (parts.every((part) => part.kind === 'same')) return <p class="muted">两个文本没有差别。</p>;
  return (
    <div class="mc-diff">
      {parts.map((part, index) => {
        if (part.kind === 'ins') return <ins key={index}>{part.text}</ins>;
        if (part.kind === 'del') return <del key={index}>{part.text}</del>;
        return <span key={index}>{shorten(part.text, index === 0, index === parts.length - 1)}</span>;
      })}
    </div>
  );
}
