import type { EditionContent } from '../../mechanisms/publication/index.ts';
import type { Guess, ReadText } from './reading/index.ts';

/** What was read from a file, field by field, as kept and shown. */
export interface ImportReport {
  fields: {
    label: string;
    value: string;
    confidence: number;
    evidence: string;
    line: number | null;
    note: string;
  }[];
  excerpts: { title: string; documentNumber: string; line: number }[];
  removed: { line: number; text: string; reason: string }[];
  warnings: string[];
}

/** Below this a person has to look at the field. */
export const SURE = 0.6;

const MARK_LABELS: Readonly<Record<string, string>> = { proactive: '主动公开', 'on-request': '依申请公开' };

/** The report of a file. */
export function reportOf(read: ReadText): ImportReport {
  const field = (label: string, guess: Guess<string>) => ({
    label,
    value: guess.value ?? '',
    confidence: guess.confidence,
    evidence: guess.evidence,
    line: guess.line ?? null,
    note: guess.note ?? '',
  });
  return {
    fields: [
      field('标题', read.title),
      field('发文字号', read.documentNumber),
      field('发文机关', read.issuer),
      field('主送机关', read.addressees),
      field('成文日期', read.writtenOn),
      field('发布日期', read.publishedOn),
      field('施行日期', read.effectiveOn),
      field('公开标注', {
        ...read.disclosureMark,
        value: read.disclosureMark.value && MARK_LABELS[read.disclosureMark.value],
      }),
      field('来源', read.source),
    ],
    excerpts: read.excerpts.map((e) => ({
      title: e.title,
      documentNumber: e.documentNumber ?? '',
      line: e.line,
    })),
    removed: read.removed,
    warnings: read.warnings,
  };
}

/**
 * The draft that a file becomes. The attribute stays open: a mark on the page is a proposal in the report, the decision
 * is a person's (no attribute, no flow - for imports too).
 */
export function contentOf(read: ReadText, fileName: string): EditionContent {
  const source = read.source.value ?? '';
  const sourceUrl = /https?:\/\/\S+/.exec(source)?.[0] ?? '';
  return {
    title: (read.title.value ?? fileName.replace(/\.txt$/i, '')).slice(0, 200),
    documentNumber: (read.documentNumber.value ?? '').slice(0, 60),
    addressees: (read.addressees.value ?? '').slice(0, 500),
    summary: '',
    body: read.body,
    theme: '',
    genre: '',
    writtenOn: read.writtenOn.value ?? null,
    effectiveOn: read.effectiveOn.value ?? null,
    expiresOn: null,
    repealedOn: null,
    attribute: null,
    ground: '',
    reason: '',
    changeNote: '',
    sourceName: source.replace(sourceUrl, '').trim().slice(0, 100),
    sourceUrl: sourceUrl.slice(0, 500),
    excerpts: read.excerpts.length,
    tags: [],
    region: '',
    effectLevel: 'other-document',
    relations: [],
    columns: [],
  };
}

/** What a person has to look at, in one line for the evidence of the case. */
export function toCheck(report: ImportReport): string {
  const unsure = report.fields
    .filter((f) => f.value && (f.confidence < SURE || f.note))
    .map((f) => `${f.label}（可信度 ${Math.round(f.confidence * 100)}%）`);
  const missing = report.fields
    .filter((f) => !f.value && ['标题', '发文字号', '成文日期'].includes(f.label))
    .map((f) => f.label);
  const parts = [
    report.excerpts.length > 1 ? `含 ${report.excerpts.length} 件文件，须拆分` : '',
    unsure.length > 0 ? `请核对：${unsure.join('、')}` : '',
    missing.length > 0 ? `没有找到：${missing.join('、')}` : '',
  ].filter(Boolean);
  return parts.join('；') || '各字段均已识别';
}
