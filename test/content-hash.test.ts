import { expect, test } from 'vitest';
import { contentHash, type Edition } from '../src/mechanisms/publication/index.ts';
import { instant } from '../src/platform/clock.ts';
import { paper } from './passage-kit.ts';

/* What reviews and the sign-off are bound to: every single fact of an edition, none left out. */

const edition: Edition = {
  ...paper(1),
  id: 1,
  documentId: 2,
  number: 1,
  bodyHtml: '<p>正文</p>',
  contentHash: null,
  submittedAt: null,
  attachments: [],
};

/** Another value for each fact; a new fact of an edition has to be added here or the types do not fit. */
const OTHERS: Omit<Edition, 'id' | 'contentHash' | 'submittedAt'> = {
  documentId: 3,
  number: 2,
  title: '另一个标题',
  documentNumber: '明政办发〔2026〕1号',
  addressees: '各科室',
  summary: '另一段概述',
  body: '另一段正文',
  bodyHtml: '<p>另一段正文</p>',
  theme: '工业、交通',
  genre: '意见',
  writtenOn: null,
  effectiveOn: paper(1).writtenOn,
  expiresOn: paper(1).writtenOn,
  repealedOn: paper(1).writtenOn,
  attribute: 'withheld',
  ground: 'law-forbids',
  reason: '另一个理由',
  changeNote: '更正',
  sourceName: '来源',
  sourceUrl: 'https://example.com/',
  excerpts: 2,
  tags: ['标签'],
  region: 'county',
  effectLevel: 'normative-document',
  relations: [{ kind: 'repeals', pid: '0123456789' }],
  columns: [2],
  attachments: [
    {
      pid: '0123456789',
      title: '附件',
      fileName: 'a.txt',
      mediaType: 'text/plain',
      size: 1,
      pages: null,
      sm3: '00',
      fileId: 1,
      scan: 'clean',
      wordsRead: true,
      findings: [],
    },
  ],
};

test.each(Object.keys(OTHERS))('[R-DOC-02] another %s gives another hash', (field) => {
  const other = { ...edition, [field]: OTHERS[field as keyof typeof OTHERS] };
  expect(contentHash(other)).not.toBe(contentHash(edition));
});

test('[R-DOC-02] what is no fact of the text leaves the hash alone, and so does the order of the facts', () => {
  const turned = Object.fromEntries(Object.entries(edition).reverse()) as unknown as Edition;
  expect(contentHash(turned)).toBe(contentHash(edition));
  expect(contentHash({ ...edition, id: 9, contentHash: 'x', submittedAt: instant(0) })).toBe(
    contentHash(edition),
  );
});
