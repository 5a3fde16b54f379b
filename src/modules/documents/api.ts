import { z } from 'zod';
import { type Day, parseDay } from '../../law/day.ts';
import {
  COUNT_CAP,
  countPublicDocuments,
  EFFECT_LEVELS,
  type PublicListItem,
  portalPaths,
  publicDocument,
  publicDocuments,
  publicFiles,
  search,
  VALIDITY,
} from '../../mechanisms/publication/index.ts';
import { type ApiFace, found } from '../../platform/http/api.ts';
import { keyOf, publicId } from '../../platform/http/fields.ts';
import type { AppContext } from '../../platform/http/route.ts';

const day = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/)
  .describe('日期，年-月-日');
const page = z.coerce.number().min(1).max(10_000).default(1).describe('页码，从 1 起');
/** Hits of a search are not turned beyond this one. */
const LAST_HIT = 10_000;
const size = z.coerce.number().min(1).max(100).default(20).describe('每页件数');

const item = z.object({
  id: z.string().describe('公开编号'),
  url: z.string().describe('门户网址'),
  title: z.string(),
  documentNumber: z.string().describe('发文字号，没有的为空'),
  organ: z.object({ code: z.string(), name: z.string() }),
  genre: z.string().describe('公文种类'),
  publishedOn: day,
  effectiveOn: day.nullable(),
  validity: keyOf(VALIDITY).describe('有效性；报告、公示、函、解读等没有有效性的文种为 not-applicable'),
});

function show(app: AppContext, d: PublicListItem): z.input<typeof item> {
  return {
    id: d.pid,
    url: app.portalUrl + portalPaths('').document(d.pid),
    title: d.title,
    documentNumber: d.documentNumber,
    organ: { code: d.ownerCode, name: d.ownerName },
    genre: d.genre,
    publishedOn: d.publishedOn,
    effectiveOn: d.effectiveOn,
    validity: d.validity,
  };
}

/** Those of the names that have a value, each as a choice of one. */
function chosen<T extends object, K extends keyof T>(
  values: T,
  names: readonly K[],
): { [N in K]?: [NonNullable<T[N]>] } {
  const found: { [N in K]?: [NonNullable<T[N]>] } = {};
  for (const name of names) {
    const value = values[name];
    if (value !== undefined && value !== null) found[name] = [value];
  }
  return found;
}

const DAYS = ['publishedFrom', 'publishedTo', 'effectiveFrom', 'effectiveTo'] as const;

/** The days of a query; one that does not exist, such as 2026-02-30, narrows nothing. */
function days(query: { [N in (typeof DAYS)[number]]?: string | undefined }): {
  [N in (typeof DAYS)[number]]?: Day;
} {
  const read = DAYS.flatMap((name) => {
    const found = query[name] === undefined ? undefined : parseDay(query[name]);
    return found ? [[name, found] as const] : [];
  });
  return Object.fromEntries(read);
}

/** Reads of the public interface about documents. */
export function documentApi(api: ApiFace): void {
  api.read({
    path: '/api/v1/documents',
    summary: '已公开的文件，按发布日期从新到旧',
    query: z.object({
      organ: z.string().max(40).optional().describe('机构代码'),
      year: z.coerce.number().min(1949).max(2200).optional().describe('发布年份'),
      page,
      size,
    }),
    answer: z.object({ total: z.number(), items: z.array(item) }),
    async read(app, { query }) {
      const today = app.clock.today();
      const filter = {
        site: 'main',
        page: Math.floor(query.page),
        size: Math.floor(query.size),
        ...(query.organ ? { owner: query.organ } : {}),
        ...(query.year ? { year: Math.floor(query.year) } : {}),
      };
      const [items, total] = await Promise.all([
        publicDocuments(app.db, filter, today),
        countPublicDocuments(app.db, filter, today),
      ]);
      return { total, items: items.map((d) => show(app, d)) };
    },
  });

  api.read({
    path: '/api/v1/documents/:id',
    summary: '一份已公开的文件',
    params: z.object({ id: publicId }),
    answer: item.extend({
      indexNumber: z.string().describe('索引号'),
      theme: z.string(),
      mark: z.string().describe('公开标注'),
      writtenOn: day.nullable(),
      bodyHtml: z.string(),
      changeNote: z.string().describe('更正说明'),
      attachments: z.array(
        z.object({
          title: z.string(),
          name: z.string().describe('文件名'),
          mediaType: z.string(),
          size: z.number().describe('字节数'),
          url: z.string().describe('下载网址'),
        }),
      ),
    }),
    async read(app, { params }) {
      const d = found(await publicDocument(app.db, params.id, 'main', app.clock.today()));
      return {
        ...show(app, d),
        indexNumber: d.indexNumber,
        theme: d.theme,
        mark: d.mark,
        writtenOn: d.writtenOn,
        bodyHtml: d.bodyHtml,
        changeNote: d.changeNote,
        attachments: (await publicFiles(app.db, d.pid)).map((f) => ({
          title: f.title,
          name: f.fileName,
          mediaType: f.mediaType,
          size: f.size,
          url: app.portalUrl + portalPaths('').file(f.pid, f.fileName),
        })),
      };
    },
  });

  api.read({
    path: '/api/v1/search',
    summary: '检索已公开的文件',
    query: z
      .object({
        q: z.string().min(1).max(200).describe('检索词，空格表示同时含有'),
        order: z.enum(['relevance', 'date']).default('relevance'),
        organ: z.string().max(40).optional().describe('机构代码'),
        genre: z.string().max(20).optional().describe('公文种类'),
        theme: z.string().max(40).optional().describe('主题分类'),
        tag: z.string().max(20).optional().describe('标签'),
        region: z.string().max(40).optional().describe('适用地区的机构代码，city 为全市'),
        level: keyOf(EFFECT_LEVELS).optional().describe('效力级别'),
        validity: keyOf(VALIDITY).optional().describe('有效性'),
        year: z.coerce.number().int().min(1949).max(2200).optional().describe('发布年份'),
        publishedFrom: day.optional().describe('发布日期自'),
        publishedTo: day.optional().describe('发布日期至'),
        effectiveFrom: day.optional().describe('施行日期自'),
        effectiveTo: day.optional().describe('施行日期至'),
        page,
        size,
      })
      // Every page is searched for from the first hit on.
      .refine((q) => q.page * q.size <= LAST_HIT, {
        path: ['page'],
        message: `检索结果最多翻到第 ${LAST_HIT} 件，请缩小检索条件，或者用文件列表接口逐页读取`,
      }),
    answer: z.object({
      total: z.number().describe(`准确到 ${COUNT_CAP}，更多时为 ${COUNT_CAP + 1}`),
      items: z.array(
        item.extend({
          snippet: z.string().describe('检索词附近的原文'),
          attachment: z.string().optional().describe('摘自哪个附件'),
        }),
      ),
    }),
    async read(app, { query }) {
      const result = await search(app.db, {
        query: query.q,
        order: query.order,
        page: Math.floor(query.page),
        size: Math.floor(query.size),
        today: app.clock.today(),
        ...(query.organ ? { owner: [query.organ] } : {}),
        ...chosen(query, ['genre', 'theme', 'tag', 'region', 'level', 'validity', 'year']),
        ...days(query),
      });
      return {
        total: result.total,
        items: result.hits.map((d) => ({
          ...show(app, d),
          snippet: d.snippet,
          ...(d.attachment ? { attachment: d.attachment } : {}),
        })),
      };
    },
  });
}
