import { titled } from '../../law/titles.ts';
import {
  closeRelationTargets,
  type EditionContent,
  findRelationTargets,
  RELATION_KINDS,
  type RelationTarget,
  type StatedRelation,
} from '../../mechanisms/publication/index.ts';
import type { Reader } from '../../platform/db/pool.ts';
import { type Issue, Refusal } from '../../platform/errors.ts';
import { contentForm, type TypedContent } from './content-form.ts';

/** Most papers that are named in a question back. */
const CANDIDATES = 5;

/** A paper by title and number, as it may be typed back into the field. */
function named(t: RelationTarget): string {
  return `${titled(t.title)}${t.documentNumber ? `（${t.documentNumber}）` : ''}`;
}

/**
 * Finds the papers that the typed relations mean.
 * @throws Refusal at the field for each line that fits no public paper, or several, with up to five that may be meant
 */
export async function resolveContent(db: Reader, typed: TypedContent): Promise<EditionContent> {
  const relations: StatedRelation[] = [];
  const issues: Issue[] = [];
  for (const { kind, words } of typed.relations) {
    const found = await findRelationTargets(db, words);
    const [one] = found;
    if (one && found.length === 1) relations.push({ kind, pid: one.pid });
    else issues.push({ field: 'relations', message: await question(db, words, found) });
  }
  if (issues.length > 0) throw new Refusal(issues, 422);
  return { ...typed, relations };
}

async function question(db: Reader, words: string, found: readonly RelationTarget[]): Promise<string> {
  const shown = words.length > 60 ? `${words.slice(0, 60)}…` : words;
  if (found.length > 1)
    return `“${shown}”有 ${found.length} 件文件，请在后面加上编号，只留一件：${found
      .slice(0, CANDIDATES)
      .map((t) => `${named(t)} ${t.pid}`)
      .join('；')}。`;
  const close = await closeRelationTargets(db, words, CANDIDATES);
  const none = `没有找到“${shown}”。只能指已经公开的文件，请写它的文号、标题全文或者门户网址`;
  return close.length === 0 ? `${none}。` : `${none}。您要找的可能是：${close.map(named).join('；')}。`;
}

/**
 * Relations as lines of the field: word, title and number; the public id behind them where they alone would not do. A
 * paper that is no longer public stands with its id, so that saving says what is wrong with it.
 */
export async function relationLines(db: Reader, relations: readonly StatedRelation[]): Promise<string[]> {
  const lines: string[] = [];
  for (const { kind, pid } of relations) {
    const [target] = await findRelationTargets(db, pid);
    const name = target ? named(target) : await formerName(db, pid);
    const alone = name !== '' && (await findRelationTargets(db, name)).length === 1;
    lines.push(`${RELATION_KINDS[kind].label} ${alone ? name : `${name} ${pid}`.trim()}`);
  }
  return lines;
}

/** Under what title a paper was last public; empty when it never was. */
async function formerName(db: Reader, pid: string): Promise<string> {
  const row = await db
    .selectFrom('release')
    .innerJoin('edition', 'edition.id', 'release.edition_id')
    .innerJoin('gov_document', 'gov_document.id', 'release.document_id')
    .select('edition.title')
    .where('gov_document.pid', '=', pid)
    .orderBy('release.id', 'desc')
    .executeTakeFirst();
  return row ? titled(row.title) : '';
}

/** The editor's form of an edition, its relations looked up. */
export async function editionForm(db: Reader, content: EditionContent) {
  return contentForm(content, await relationLines(db, content.relations));
}
