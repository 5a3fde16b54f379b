import type { ComponentChildren, VNode } from 'preact';
import { chineseDay, type Day } from '../../../law/day.ts';
import {
  EFFECT_LEVELS,
  LEAST_VIEWS,
  type PublicDocument,
  type PublicFile,
  type PublicRelation,
  VALIDITY,
  ValidityTag,
} from '../../../mechanisms/publication/index.ts';
import { DocumentMeta, OfficialDocument } from '../../../ui/index.ts';
import { minute } from '../../../ui/times.ts';
import { redHead, reprinted } from '../red-head.ts';
import { DocumentAside } from './document-aside.tsx';
import { DocumentNotes, DocumentSummary } from './document-notes.tsx';
import { type FilePaths, PublicFiles, publicFilePaths } from './files.tsx';

/** The box of facts: what is not there is said to be not there (E-29). First those that are looked for first. */
function facts(d: PublicDocument): {
  first: [string, ComponentChildren][];
  more: [string, ComponentChildren][];
} {
  const on = (day: PublicDocument['writtenOn'], none: string) => (day ? chineseDay(day) : none);
  const holds = d.validity !== 'not-applicable';
  return {
    first: [
      ['发文字号', d.documentNumber || '无'],
      ['发布日期', chineseDay(d.publishedOn)],
      ['有效性', holds ? <ValidityTag item={d} /> : VALIDITY[d.validity]],
      [reprinted(d) ? '转载机关' : '发文机关', d.ownerName],
    ],
    more: [
      ['索引号', d.indexNumber],
      ['主题分类', d.theme],
      ['公文种类', d.genre],
      ['效力级别', EFFECT_LEVELS[d.effectLevel]],
      ['成文日期', on(d.writtenOn, '—')],
      ...(holds
        ? ([
            ['施行日期', on(d.effectiveOn, '自发布之日起')],
            ['有效期至', on(d.expiresOn, '未设定')],
            ['废止日期', on(d.repealedOn, '暂无')],
          ] as [string, string][])
        : []),
    ],
  };
}

export interface PaperProps {
  d: PublicDocument;
  relations: readonly PublicRelation[];
  files: readonly PublicFile[];
  /** Base path or address of the portal, for the links. */
  base: string;
  today: Day;
  /** The lasting address of the page, printed under it. */
  link: string;
  /** How often it has been read, where that is counted. */
  views?: number;
  /** Where the files are to be had, when not at their public addresses. */
  filePaths?: FilePaths;
  /** Reading tools, above the text. */
  tools?: ComponentChildren;
  /** What other modules add under the text; on phones under what stands beside it as well: forms are long there. */
  sections?: ComponentChildren;
  /** Level of the title: 1 on the public page. */
  level?: 1 | 2;
  /** Leaves out what only an address that exists can have. */
  preview?: boolean;
}

/** A paper as the public reads it, with facts, notes, attachments and what stands beside it; also the preview of staff. */
export function PublicPaper(props: PaperProps): VNode {
  const {
    d,
    relations,
    files,
    base,
    today,
    link,
    views,
    filePaths,
    tools,
    sections,
    level = 1,
    preview,
  } = props;
  const { first, more } = facts(d);
  return (
    <div class="mc-2 narrow">
      <div>
        <DocumentNotes d={d} relations={relations} base={base} />
        <DocumentMeta rows={first} more={more} />
        <DocumentSummary text={d.summary} />
        {tools}
        <article aria-label="文件正文">
          <OfficialDocument
            {...redHead(d)}
            {...(d.documentNumber ? { documentNumber: d.documentNumber } : {})}
            title={d.title}
            addressees={d.addressees}
            bodyHtml={d.bodyHtml}
            mark={d.mark}
            level={level}
          />
        </article>
        <p class="mc-byline">
          <span>发布时间：{minute(d.publishedAt)}</span>
          <span>来源：{d.sourceName || d.ownerName}</span>
          <span>信息发布：{d.ownerName}</span>
          {views !== undefined && views >= LEAST_VIEWS && <span class="no-print">阅读：{views} 次</span>}
        </p>
        {d.sourceUrl && (
          <p class="muted small">
            {reprinted(d) ? `转载自：${d.sourceName || '其他网站'}` : '原文网址'}（
            {/^https?:\/\//.test(d.sourceUrl) ? <a href={d.sourceUrl}>{d.sourceUrl}</a> : d.sourceUrl}）
          </p>
        )}
        <PublicFiles files={files} paths={filePaths ?? publicFilePaths(base)} />
        {!preview && <p class="mc-printed">网址：{link}</p>}
      </div>
      <DocumentAside d={d} relations={relations} base={base} today={today} code={!preview} />
      {sections && <div>{sections}</div>}
    </div>
  );
}
