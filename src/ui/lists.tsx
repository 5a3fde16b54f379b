import type { ComponentChildren } from 'preact';
import { Note } from './components.tsx';
import { classes } from './html.ts';
import type { Tone } from './shell-common.tsx';

export interface Column<Row> {
  label: string;
  cell: (row: Row) => ComponentChildren;
  /** Figures: to the right, all digits of one width. */
  num?: boolean;
  nowrap?: boolean;
  /** The cell names its row. */
  header?: boolean;
  sort?: 'ascending' | 'descending';
  /** Sorts the list by this column, or the other way round. */
  sortHref?: string;
  /** Left out on phones: what one can do without for reading and approving. */
  minor?: boolean;
  /** Says nothing of this row, such as a zero: pale, and left out of a terse table on phones. */
  nil?: (row: Row) => boolean;
  /** Stands in small letters beneath what names the row, which keeps the width of a column; nothing for an empty cell. */
  under?: boolean;
}

/** Check boxes before the rows. The form stands elsewhere on the page, since rows may hold forms of their own. */
export interface Selection<Row> {
  /** Id of the form that takes the chosen rows. */
  form: string;
  name: string;
  /** undefined: nothing can be done with this row. */
  value: (row: Row) => string | undefined;
  /** Names the row for screen readers. */
  label: (row: Row) => string;
}

export interface DataTableProps<Row> {
  /** What the table lists and in what order; for screen readers. */
  caption: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  /** Marks a row; the same must be said in words in a cell. */
  tone?: (row: Row) => Extract<Tone, 'bad' | 'warn'> | undefined;
  /** Shown instead of an empty table. */
  empty?: ComponentChildren;
  select?: Selection<Row>;
  /** The headings stay in sight while a long table scrolls. */
  sticky?: boolean;
  /** On phones the values of a row follow each other in lines: for many rows of small values. */
  terse?: boolean;
}

function Heading<Row>({ column }: { column: Column<Row> }) {
  const arrow = column.sort !== undefined && (column.sort === 'ascending' ? ' ↑' : ' ↓');
  return (
    <th scope="col" class={classes(column.num && 'num', column.minor && 'minor')} aria-sort={column.sort}>
      {column.sortHref === undefined ? column.label : <a href={column.sortHref}>{column.label}</a>}
      {arrow}
    </th>
  );
}

function Choice<Row>({ row, select }: { row: Row; select: Selection<Row> }) {
  const value = select.value(row);
  return (
    <td class="pick">
      {value !== undefined && (
        <input
          type="checkbox"
          class="form-check-input"
          form={select.form}
          name={select.name}
          value={value}
          aria-label={`选择：${select.label(row)}`}
        />
      )}
    </td>
  );
}

/** What stands beneath the name of a row, each said with its column's name. */
function Beneath<Row>({ columns, row }: { columns: readonly Column<Row>[]; row: Row }) {
  const said = columns.map((column) => ({ label: column.label, value: column.cell(row) }));
  return (
    <>
      {said
        .filter(({ value }) => value !== '' && value !== null && value !== undefined && value !== false)
        .map(({ label, value }) => (
          <small key={label} class="mc-under">
            <span class="visually-hidden">{label}：</span>
            {value}
          </small>
        ))}
    </>
  );
}

/** A table that turns into one block per row on phones, each value with its column's name. */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const { caption, rows, tone, empty, select, sticky, terse } = props;
  if (rows.length === 0 && empty !== undefined) return <>{empty}</>;
  const columns = props.columns.filter((column) => !column.under);
  const beneath = props.columns.filter((column) => column.under);
  return (
    <div class={classes('mc-scroll', sticky && 'mc-sticky')}>
      <table class={classes('table mc-rt', terse && 'terse')}>
        <caption class="visually-hidden">{caption}</caption>
        <thead>
          <tr>
            {select && (
              <td class="pick">
                <span class="visually-hidden">选择</span>
              </td>
            )}
            {columns.map((column) => (
              <Heading key={column.label} column={column} />
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <tr key={index} class={tone?.(row)}>
              {select && <Choice row={row} select={select} />}
              {columns.map((column) => {
                const look = classes(
                  column.num && 'num',
                  column.nowrap && 'nowrap',
                  column.minor && 'minor',
                  column.nil?.(row) && 'nil',
                );
                return column.header ? (
                  <th key={column.label} scope="row" class={look}>
                    {column.cell(row)}
                    <Beneath columns={beneath} row={row} />
                  </th>
                ) : (
                  <td key={column.label} class={look} data-l={column.label}>
                    {column.cell(row)}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

export interface DocumentItem {
  title: ComponentChildren;
  href: string;
  /** What kind of thing it is, above the title. */
  kind?: string;
  /** State tags, before the other facts. */
  tags?: ComponentChildren;
  /** Number, organ, date; empty ones are left out. */
  meta: ComponentChildren[];
  snippet?: ComponentChildren;
}

/** Documents or search results; the title is the only large link. */
export function DocumentList({ items }: { items: readonly DocumentItem[] }) {
  return (
    <ul class="mc-list">
      {items.map((item) => (
        <li key={item.href}>
          {item.kind !== undefined && <div class="xs muted">{item.kind}</div>}
          <a class="ti" href={item.href}>
            {item.title}
          </a>
          {item.snippet !== undefined && <p class="sn">{item.snippet}</p>}
          <div class="me">
            {item.tags}
            {item.meta
              .filter((fact) => fact !== undefined && fact !== null && fact !== false && fact !== '')
              .map((fact, index) => (
                <span key={index}>{fact}</span>
              ))}
          </div>
        </li>
      ))}
    </ul>
  );
}

/** Numbers of the pages to show: both ends, the current one and its neighbours; 0 stands for a gap. */
export function pageNumbers(page: number, pages: number): number[] {
  const wanted = [1, page - 1, page, page + 1, pages].filter((n) => n >= 1 && n <= pages);
  const sorted = [...new Set(wanted)].sort((a, b) => a - b);
  return sorted.flatMap((n, index) => {
    const before = sorted[index - 1];
    if (before === undefined || n - before === 1) return [n];
    return n - before === 2 ? [n - 1, n] : [0, n];
  });
}

export interface PaginationProps {
  /** Counted from 1. */
  page: number;
  pages: number;
  href: (page: number) => string;
  /** For example 共 286 件. */
  total?: ComponentChildren;
}

/** Says instead of the rows that a list ends before this page, and leads to its last one. @param props.list how the sentence names it */
export function BeyondEnd(props: {
  page: number;
  pages: number;
  href: (page: number) => string;
  list?: string;
}) {
  const { page, pages, href, list = '这个列表' } = props;
  return (
    <Note kind="info" title={`没有第 ${page} 页，${list}到第 ${pages} 页为止。`}>
      <p class="mb-0">
        <a href={href(pages)}>看最后一页</a>
      </p>
    </Note>
  );
}

/** Links to the other pages of a list; with a single page, and beyond the last, only the total. */
export function Pagination({ page, pages, href, total }: PaginationProps) {
  const turns = pages > 1 && page <= pages;
  return (
    <nav class="mc-page" aria-label="分页">
      {turns && page > 1 && (
        <a href={href(page - 1)} rel="prev">
          ‹ 上一页
        </a>
      )}
      {turns &&
        pageNumbers(page, pages).map((n, index) => {
          if (n === 0) return <span key={`gap ${index}`}>…</span>;
          if (n === page) {
            return (
              <span key={n} class="p" aria-current="page">
                {n}
              </span>
            );
          }
          return (
            <a key={n} href={href(n)} aria-label={`第 ${n} 页`}>
              {n}
            </a>
          );
        })}
      {turns && page < pages && (
        <a href={href(page + 1)} rel="next">
          下一页 ›
        </a>
      )}
      {total !== undefined && <span class="end muted">{total}</span>}
    </nav>
  );
}
