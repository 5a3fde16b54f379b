import type { VNode } from 'preact';
import { type PaperNamed, papersNamed } from '../../../mechanisms/publication/index.ts';
import type { RequestContext } from '../../../platform/http/route.ts';
import { Note } from '../../../ui/index.ts';
import type { House } from '../../module.ts';
import { type FilterInput, filterQuery, type ReadFilter } from './filter.ts';
import type { AuditFilter } from './store.ts';

/** Papers whose rows are shown together; more fit only words that say too little. */
const MOST = 10;

/** The papers that the entered words mean. */
interface PapersMeant {
  papers: readonly PaperNamed[];
  more: boolean;
}

/**
 * Narrows a filter down to what happened to the papers that the words name: their own rows and those of all cases about
 * them. First the papers are looked up, then the rows by the ids of things.
 * @param scope organisations whose papers and rows the auditor may look for
 * @returns undefined where no paper is asked for
 */
export async function aboutPapers(
  ctx: RequestContext,
  house: House,
  scope: readonly number[],
  { filter, used }: Pick<ReadFilter, 'filter' | 'used'>,
): Promise<{ filter: AuditFilter; meant: PapersMeant | undefined }> {
  if (!used.paper) return { filter, meant: undefined };
  const meant = await papersNamed(ctx.db, scope, used.paper, MOST);
  const ids = meant.papers.map((p) => p.id);
  const cases = ids.length > 0 ? await house.casesOf(ctx.db, ids) : [];
  const things = [
    ...ids.map((id) => ({ kind: 'document', id: String(id) })),
    ...meant.papers.map((p) => ({ kind: 'document', id: p.pid })),
    ...cases.map((id) => ({ kind: 'case', id: String(id) })),
  ];
  return { filter: { ...filter, things }, meant };
}

/** Says which papers the words have found. A paper that is not public is named by its code: its title is not the auditor's. */
export function PapersNote({
  meant,
  base,
  used,
}: {
  meant: PapersMeant;
  base: string;
  used: FilterInput;
}): VNode {
  const { papers, more } = meant;
  if (papers.length === 0)
    return (
      <Note kind="warn">
        <p>
          没有找到“{used.paper}
          ”，或者不在您的审计范围内。没有公开的公文须写完整的标题、文号、索引号或编号；公开的可以只写标题里的几个字。
        </p>
      </Note>
    );
  return (
    <Note
      title={
        more
          ? `符合的公文很多，下面只是最近的 ${papers.length} 件的记录`
          : `下面是 ${papers.length} 件公文的全部记录`
      }
    >
      <ul class="mb-0">
        {papers.map((p) => (
          <li key={p.pid}>
            {p.publicTitle === undefined
              ? `公文 ${p.pid}（没有公开，不显示标题）`
              : `${p.publicTitle}（${p.pid}）`}
            ，{p.organisationName}
            {papers.length > 1 && (
              <>
                {' '}
                <a href={base + filterQuery({ ...used, paper: p.pid })}>只看这一件</a>
              </>
            )}
          </li>
        ))}
      </ul>
    </Note>
  );
}
