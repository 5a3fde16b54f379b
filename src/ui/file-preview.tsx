import type { ComponentChildren } from 'preact';
import { type Block, type Cell, type PreviewPart, textOfCell } from '../platform/preview/blocks.ts';
import { Note } from './components.tsx';
import { classes } from './html.ts';

export interface FilePreviewProps {
  preview: PreviewPart;
  /** Name of the file for people. */
  title: string;
  /** Where its bytes are. */
  href: string;
  /** Whether browsers may show it themselves. */
  pdf: boolean;
  /** Address of another part of a long file. */
  partHref: (part: number) => string;
}

/**
 * What is in a file, for those who do not download it. Everything that comes from the file is text and escaped; nothing
 * of its own markup is shown.
 */
export function FilePreview({ preview, title, href, pdf, partHref }: FilePreviewProps) {
  switch (preview.kind) {
    case 'waiting':
      return (
        <Note kind="info" title="预览正在生成">
          <p>一般几分钟内完成，请稍后刷新本页；也可以直接下载。</p>
        </Note>
      );
    case 'none':
      return (
        <Note kind="warn" title="这个附件不能在线预览">
          <p>{preview.why}请下载后用相应的软件打开。</p>
        </Note>
      );
    case 'picture':
      return (
        <p class="mc-picture">
          <img src={href} alt={title} width={preview.width} height={preview.height} />
        </p>
      );
    case 'blocks':
      return (
        <>
          <Notes notes={preview.notes} />
          {pdf && preview.part <= 1 && <Viewer title={title} href={href} words={preview.parts > 0} />}
          {preview.parts > 0 ? (
            <>
              <p class="muted small">
                以下是从文件中读出的文字，字体、颜色、图片和版式没有保留，内容以下载的原文件为准。
              </p>
              <Blocks blocks={preview.blocks} />
              <PartLinks part={preview.part} parts={preview.parts} href={partHref} />
            </>
          ) : (
            !pdf && <p class="muted">文件里没有文字。</p>
          )}
        </>
      );
  }
}

function Notes({ notes }: { notes: readonly string[] }) {
  if (notes.length === 0) return null;
  return (
    <Note kind="info" title="关于这份预览">
      <ul class="mb-0">
        {notes.map((note) => (
          <li key={note}>{note}</li>
        ))}
      </ul>
    </Note>
  );
}

/** The viewer of the browser; where it has none, what stands inside is shown. */
function Viewer({ title, href, words }: { title: string; href: string; words: boolean }) {
  return (
    <object
      class={classes('mc-embed no-print', words && 'spare')}
      type="application/pdf"
      data={href}
      title={`${title}（原版式）`}
    >
      <Note kind="info">
        <p>您的浏览器不能直接显示 PDF，请{words && '看下面的文字，或者'}下载后打开。</p>
      </Note>
    </object>
  );
}

function PartLinks({ part, parts, href }: { part: number; parts: number; href: (part: number) => string }) {
  if (parts < 2) return null;
  return (
    <nav class="mc-page" aria-label="各部分">
      {part > 1 && (
        <a href={href(part - 1)} rel="prev">
          ‹ 上一部分
        </a>
      )}
      <span>
        第 {part} 部分，共 {parts} 部分
      </span>
      {part < parts && (
        <a href={href(part + 1)} rel="next">
          下一部分 ›
        </a>
      )}
    </nav>
  );
}

type Item = Extract<Block, { kind: 'item' }>;

/** The pieces in order; entries that follow each other are one list, and no heading is deeper than one below the last. */
function Blocks({ blocks }: { blocks: readonly Block[] }) {
  const shown: ComponentChildren[] = [];
  const sections = blocks.some((b) => b.kind === 'section');
  let depth = 1;
  let tables = 0;
  let items: Item[] = [];
  const flush = () => {
    if (items.length > 0) shown.push(<Items key={shown.length} items={items} />);
    items = [];
  };
  const heading = (wanted: number, text: string) => {
    depth = Math.min(wanted, depth + 1, 6);
    const Heading = `h${depth as 2 | 3 | 4 | 5 | 6}` as const;
    shown.push(<Heading key={shown.length}>{text}</Heading>);
  };
  for (const block of blocks) {
    if (block.kind === 'item') {
      items.push(block);
      continue;
    }
    flush();
    if (block.kind === 'section') heading(2, block.title);
    else if (block.kind === 'heading') heading(block.level + (sections ? 2 : 1), block.text);
    else if (block.kind === 'table') shown.push(<Grid key={shown.length} table={block} number={++tables} />);
    else
      shown.push(
        <p key={shown.length} class={classes(block.kind === 'note' && 'muted')}>
          {block.text}
        </p>,
      );
  }
  flush();
  return <div class="mc-file">{shown}</div>;
}

function Items({ items }: { items: readonly Item[] }) {
  return (
    <ul class="mc-items">
      {items.map((item, index) => (
        <li key={index} class={classes(item.level > 0 && `l${item.level}`)}>
          {item.mark}
          {/[\w.•]$/.test(item.mark) && ' '}
          {item.text}
        </li>
      ))}
    </ul>
  );
}

const FIGURE = /^[-+−]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?%?$/;

/** Which columns hold figures and nothing else: those stand to the right, digit below digit. Not told where cells span columns. */
function figureColumns({ head, rows }: Extract<Block, { kind: 'table' }>): ReadonlySet<number> {
  if ([...head, ...rows].some((row) => row.some((cell) => across(cell) !== undefined))) return new Set();
  const wide = Math.max(0, ...rows.map((row) => row.length));
  const isFigures = (at: number) => {
    const said = rows.map((row) => textOfCell(row[at] ?? '').trim()).filter((text) => text !== '');
    return said.length > 0 && said.every((text) => FIGURE.test(text));
  };
  return new Set(Array.from({ length: wide }, (_, at) => at).filter(isFigures));
}

/** A table that scrolls sideways in its own box. */
function Grid({ table, number }: { table: Extract<Block, { kind: 'table' }>; number: number }) {
  const figures = figureColumns(table);
  const look = (at: number) => classes(figures.has(at) && 'num');
  return (
    // A box that scrolls must be reached by keyboard (WCAG 2.1.1).
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for fields of a form
    <div class="mc-grid" role="group" aria-label={`表 ${number}`} tabindex={0}>
      <table class="table">
        <caption class="visually-hidden">表 {number}</caption>
        {table.head.length > 0 && (
          <thead>
            {table.head.map((row, index) => (
              <tr key={index}>
                {row.map((cell, at) => (
                  <HeadCell key={at} cell={cell} look={look(at)} />
                ))}
              </tr>
            ))}
          </thead>
        )}
        <tbody>
          {table.rows.map((row, index) => (
            <tr key={index}>
              {row.map((cell, at) => (
                <td key={at} class={look(at)} colspan={across(cell)}>
                  {textOfCell(cell)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** An empty corner names nothing. */
function HeadCell({ cell, look }: { cell: Cell; look: string | undefined }) {
  const text = textOfCell(cell);
  return text === '' ? (
    <td colspan={across(cell)} />
  ) : (
    <th scope="col" class={look} colspan={across(cell)}>
      {text}
    </th>
  );
}

const across = (cell: Cell) => (typeof cell === 'string' ? undefined : cell[1]);
