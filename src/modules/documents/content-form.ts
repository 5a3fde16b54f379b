import { z } from 'zod';
import { type Day, enteredDay } from '../../law/day.ts';
import { normaliseDocumentNumbers } from '../../law/document-number.ts';
import {
  ATTRIBUTES,
  type Attribute,
  type EditionContent,
  EFFECT_LEVELS,
  GENRES,
  GROUNDS,
  type Ground,
  RELATION_KINDS,
  type RelationKind,
  THEMES,
} from '../../mechanisms/publication/index.ts';
import { keyOf } from '../../platform/http/fields.ts';
import { textField } from '../../platform/http/messages.ts';
import type { FormState } from '../../platform/http/route.ts';

/** Chinese names of the fields of the editor, in their order on the page. */
export const CONTENT_LABELS = {
  title: '标题',
  documentNumber: '发文字号',
  writtenOn: '成文日期',
  theme: '主题分类',
  genre: '公文种类',
  body: '正文',
  excerpts: '含多件',
  changeNote: '更正说明',
  attribute: '公开属性',
  ground: '依据',
  reason: '理由',
  columns: '发布栏目',
  effectiveOn: '施行日期',
  expiresOn: '有效期至',
  repealedOn: '废止日期',
  effectLevel: '效力级别',
  relations: '与其他文件的关系',
  addressees: '主送机关',
  region: '适用地区',
  tags: '标签',
  summary: '内容概述',
  sourceName: '来源',
  sourceUrl: '来源网址',
} as const;

const dayField = z
  .string()
  .default('')
  .transform((s, ctx): Day | null => {
    if (s.trim() === '') return null;
    const parsed = enteredDay(s.trim());
    if (parsed) return parsed;
    ctx.addIssue({
      code: 'custom',
      message: `“${s.trim().slice(0, 20)}”不是有效的日期，请按“2026-05-20”的样式填写。`,
    });
    return null;
  });

const TAG = { most: 10, characters: 20 };

/** Tags in one line, separated by blanks, commas or 、. */
const tagsField = textField(300).transform((s, ctx): string[] => {
  const tags = [...new Set(s.split(/[\s,，、;；]+/u).filter(Boolean))];
  const long = tags.find((t) => [...t].length > TAG.characters);
  if (long !== undefined)
    ctx.addIssue({
      code: 'custom',
      message: `标签“${long.slice(0, 30)}”超过 ${TAG.characters} 个字，请缩短；多个标签用空格隔开。`,
    });
  if (tags.length > TAG.most)
    ctx.addIssue({ code: 'custom', message: `标签有 ${tags.length} 个，最多 ${TAG.most} 个，请删减。` });
  return tags;
});

const KIND_BY_LABEL = new Map<string, RelationKind>(
  Object.entries(RELATION_KINDS).map(([kind, words]) => [words.label, kind as RelationKind]),
);

/** A relation as it was typed: which paper is meant is looked up afterwards. */
export interface TypedRelation {
  kind: RelationKind;
  /** Address, document number, title or 《title》（number） of the other paper. */
  words: string;
}

/** One relation per line or value: its word, then what the other paper is known by. */
const relationsField = z.preprocess(
  (v) => (Array.isArray(v) ? v.join('\n') : v),
  textField(4000).transform((s, ctx): TypedRelation[] =>
    s
      .split('\n')
      .map((line) => line.trim())
      .filter(Boolean)
      .flatMap((line) => {
        const [, label, words] = /^(\p{Script=Han}{2})(?:[\s:：]+|(?=《))(.+)$/u.exec(line) ?? [];
        const kind = label === undefined ? undefined : KIND_BY_LABEL.get(label);
        if (kind && words?.trim()) return [{ kind, words: words.trim() }];
        ctx.addIssue({
          code: 'custom',
          message: `“${line.slice(0, 60)}”无法识别。请先写关系，空一格，再写对方的文号、标题或网址，例如“废止 明政办发〔2024〕3号”。关系可用：${[...KIND_BY_LABEL.keys()].join('、')}。`,
        });
        return [];
      }),
  ),
);

const many = z.preprocess(
  (v) => (v === undefined || v === '' ? [] : Array.isArray(v) ? v : [v]),
  z.array(z.coerce.number().int().positive()).max(20),
);
const choice = <T extends string>(values: readonly T[]) =>
  z.preprocess((v) => v ?? '', z.union([z.literal(''), z.enum(values as readonly [T, ...T[]])]));

/** The content of an edition as typed. */
export type TypedContent = Omit<EditionContent, 'relations'> & { relations: TypedRelation[] };

/** What the editor sends. A draft may be incomplete; what is given must be readable. */
export const contentSchema = z.object({
  title: textField(200, { required: true }),
  documentNumber: textField(60).transform(normaliseDocumentNumbers),
  addressees: textField(500),
  summary: textField(500),
  body: textField(500_000),
  theme: choice(THEMES),
  genre: choice(GENRES),
  writtenOn: dayField,
  effectiveOn: dayField,
  expiresOn: dayField,
  repealedOn: dayField,
  attribute: choice(Object.keys(ATTRIBUTES) as Attribute[]).transform((a) => a || null),
  ground: choice(Object.keys(GROUNDS) as Ground[]),
  reason: textField(500),
  changeNote: textField(500),
  sourceName: textField(100),
  sourceUrl: textField(500).refine(
    (u) => u === '' || /^https?:\/\//.test(u),
    '来源网址应以 http:// 或 https:// 开头。',
  ),
  excerpts: z.preprocess(
    (v) => (v === undefined || v === '' ? 0 : v),
    z.coerce.number().int().min(0).max(999),
  ),
  effectLevel: z.preprocess(
    (v) => (v === undefined || v === '' ? 'other-document' : v),
    keyOf(EFFECT_LEVELS),
  ),
  region: textField(40),
  tags: tagsField,
  relations: relationsField,
  columns: many,
}) satisfies z.ZodType<TypedContent>;

/** The form of an edition as stored. @param relations its relations as lines, see `relationLines` */
export function contentForm(e: EditionContent, relations: readonly string[]): FormState {
  return {
    issues: [],
    values: {
      ...Object.fromEntries(
        Object.keys(CONTENT_LABELS).map((k) => [k, String(e[k as keyof EditionContent] ?? '')]),
      ),
      tags: e.tags.join(' '),
      relations: [...relations],
      excerpts: e.excerpts > 1 ? String(e.excerpts) : '',
      columns: e.columns.map(String),
    },
  };
}
