import { titled } from '../../law/titles.ts';
import {
  closeRelationTargets,
  type EditionContent,
  findRelationTargets,
  lookUpPapers,
  type PaperFound,
  RELATION_KINDS,
  type RelationKind,
  type RelationTarget,
  type StatedRelation,
} from '../../mechanisms/publication/index.ts';
import type { Reader } from '../../platform/db/pool.ts';
import { type Issue, Refusal } from '../../platform/errors.ts';
import { formIssues } from '../../platform/http/messages.ts';
import type { FormState } from '../../platform/http/route.ts';
import { CONTENT_LABELS, contentForm, contentSchema, type TypedContent } from './content-form.ts';

/** Most papers that are named in a question back. */
const CANDIDATES = 5;
/** Most papers that a lookup shows. */
export const LOOKED_UP = 10;
const WORDS_LIMIT = 200;

/** The values of the editor's form as they came in. */
export type FormValues = FormState['values'];

/** A paper by title and number, as it stands in a line of the field. */
function named(t: Pick<RelationTarget, 'title' | 'documentNumber'>): string {
  return `${titled(t.title)}${t.documentNumber ? `（${t.documentNumber}）` : ''}`;
}

/** What a paper that was found is called in a line of the field: its public id behind the name where that is not its own. */
export function nameOf(p: PaperFound): string {
  return p.alone ? named(p) : `${named(p)} ${p.pid}`;
}

/** The lines of the field, from however a form carries them: one text, or a value for each. */
export function linesOf(value: FormValues[string]): string[] {
  const lines = [value ?? []].flat().flatMap((text) => text.split('\n'));
  return [...new Set(lines.map((line) => line.trim()).filter(Boolean))];
}

/** Whether the form only looks something up, or takes it into the field: `next` is the button that was pressed. */
function isLookup(values: FormValues): boolean {
  const words = typeof values.relationWords === 'string' && values.relationWords.trim() !== '';
  // Enter in a field presses the first button of the form: with something to look for it looks that up.
  return values.next === 'find' || values.next === 'relate' || (values.next === 'default' && words);
}

/**
 * Reads the form of the editor.
 * @param sent its values as they came in
 * @returns the values with which it is shown again where only papers are looked up, else the content to be saved
 * @throws Refusal with everything that is wrong, each at its field
 */
export async function readEditor(
  db: Reader,
  sent: FormValues,
): Promise<{ lookup: FormValues } | { content: EditionContent }> {
  const { values, open } = await relate(db, sent);
  if (isLookup(values)) {
    if (open.length > 0) throw new Refusal(open, 422);
    return { lookup: values };
  }
  const typed = contentSchema.safeParse(values);
  if (!typed.success) throw new Refusal([...formIssues(typed.error, CONTENT_LABELS, values), ...open], 422);
  if (open.length > 0) throw new Refusal(open, 422);
  return { content: await resolveContent(db, typed.data) };
}

/**
 * Takes the chosen one of the papers that were found into the lines of the field; with a button that saves also what was
 * written to be looked up, where only one paper fits.
 * @returns the values of the form, the lookup empty again where it has served; and what is wrong where it is still open which
 *   paper is meant and the form is to be saved
 */
async function relate(db: Reader, values: FormValues): Promise<{ values: FormValues; open: Issue[] }> {
  const text = (name: string) => String([values[name] ?? ''].flat()[0] ?? '').trim();
  const words = text('relationWords').slice(0, WORDS_LIMIT);
  const pick = text('relationPick');
  const kind = text('relationKind');
  if (values.next === 'find' || (isLookup(values) && !pick))
    return { values: { ...values, relationPick: undefined }, open: [] };
  if (!pick && !words) return { values, open: [] };
  // Part of a title is never enough to say which paper is meant, even where only one fits today.
  const exact = await findRelationTargets(db, pick || words);
  const { papers } = await lookUpPapers(db, exact.length === 1 ? (exact[0]?.pid ?? '') : '', { most: 1 });
  const [one] = papers;
  if (!one || !Object.hasOwn(RELATION_KINDS, kind))
    return {
      values,
      open: [
        {
          field: 'relations',
          message: `“${words || pick}”还没有选定是哪一件。请在下面找到的文件中选一件，不需要的清空“对方文件”。`,
        },
      ],
    };
  const line = `${RELATION_KINDS[kind as RelationKind].label} ${nameOf(one)}`;
  return {
    values: {
      ...values,
      relations: linesOf([...linesOf(values.relations), line]),
      relationWords: undefined,
      relationPick: undefined,
    },
    open: [],
  };
}

/**
 * Finds the papers that the typed relations mean.
 * @throws Refusal at the field for each line that fits no public paper, or several, with up to five that may be meant
 */
async function resolveContent(db: Reader, typed: TypedContent): Promise<EditionContent> {
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
    return `“${shown}”有 ${found.length} 件文件，请取消这一项的勾选，用“查找”选定一件：${found
      .slice(0, CANDIDATES)
      .map((t) => `${named(t)} ${t.pid}`)
      .join('；')}。`;
  const close = await closeRelationTargets(db, words, CANDIDATES);
  const none = `没有找到“${shown}”。只能指已经公开的文件，请取消这一项的勾选，用“查找”另选`;
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
