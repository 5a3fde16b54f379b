import { addDays, addYears, chineseDay, type Day } from '../../law/day.ts';
import { checkDocumentNumber, parseDocumentNumber } from '../../law/document-number.ts';
import { ownAddressees, sameAddressees } from '../../law/official-text.ts';
import { findPersonalData } from '../../law/personal-data.ts';
import { readStatedValidity, type StatedEffect } from '../../law/stated-validity.ts';
import {
  ATTRIBUTES,
  type Attachment,
  type EditionContent,
  GROUNDS,
} from '../../mechanisms/publication/index.ts';
import type { Issue } from '../../platform/errors.ts';
import type { FileFinding } from '../../platform/files/accept.ts';
import type { PassageKind } from './words.ts';

/** A finding before an act: `must` blocks, `advice` does not. */
export interface Finding extends Issue {
  level: 'must' | 'advice';
}

/** Orders (命令) are numbered without a year: 市人民政府令第12号. */
const ORDER_NUMBER = /^\p{Script=Han}{2,20}令第[\d一二三四五六七八九十百零〇]{1,6}号$/u;

/** The refusal for a text with a secrecy mark. */
export const SECRECY_MARK_ISSUE: Issue = {
  field: 'body',
  message:
    '内容中有密级标志。涉密文件不得进入本系统，刚才的内容没有保存。请关闭本页，按保密规定线下办理，并在“线下登记”中只登记编号。',
  article: '保密法第三十一条',
};

const KIND_WORDS = {
  'identity-number': '公民身份号码',
  mobile: '手机号码',
  'bank-card': '银行卡号',
} as const;

/** Every text of an edition that the public would see, with its Chinese name. */
const PUBLIC_TEXTS = {
  title: '标题',
  addressees: '主送机关',
  summary: '内容概述',
  body: '正文',
  changeNote: '更正说明',
  documentNumber: '发文字号',
  sourceName: '来源',
  sourceUrl: '来源网址',
  tags: '标签',
} as const satisfies Partial<Record<keyof EditionContent, string>>;

/** Personal data in one text that would become public: numbers of identity cards and bank cards block, mobiles are asked about. */
export function personalDataIn(field: string, name: string, text: string): Finding[] {
  return findPersonalData(text).map((hit): Finding => {
    const where = text.includes('\n') ? `${name}第 ${text.slice(0, hit.start).split('\n').length} 段` : name;
    const what = `${where}有${KIND_WORDS[hit.kind]} ${hit.masked}`;
    const article = '个人信息保护法第二十五条';
    return hit.kind === 'mobile'
      ? { level: 'advice', field, message: `${what}，如为个人号码请改为单位值班电话。`, article }
      : { level: 'must', field, message: `${what}，公开前须删除或隐去。`, article };
  });
}

function personalData(content: EditionContent): Finding[] {
  return Object.entries(PUBLIC_TEXTS).flatMap(([field, name]) =>
    personalDataIn(field, name, [content[field as keyof typeof PUBLIC_TEXTS]].flat().join(' ')),
  );
}

/**
 * Everything that speaks against letting a draft move on. The page shows the same list before the button is pressed.
 * @param kind a correction must say what was corrected (不得悄改)
 */
export function checkContent(
  content: EditionContent & { attachments?: readonly Attachment[] },
  kind: PassageKind,
): Finding[] {
  const must = (field: string, message: string, article?: string): Finding => ({
    level: 'must',
    field,
    message,
    ...(article ? { article } : {}),
  });
  const found: Finding[] = [];
  if (!content.attribute)
    found.push(must('attribute', '请确定公开属性。未明确公开属性的公文不能流转。', '国办发〔2016〕80号'));
  if (content.attribute && !content.ground) found.push(must('ground', '请选择公开属性的依据。'));
  if (content.attribute && content.ground && GROUNDS[content.ground].attribute !== content.attribute)
    found.push(
      must(
        'ground',
        `所选依据适用于“${ATTRIBUTES[GROUNDS[content.ground].attribute].label}”，与所选属性不一致，请改正其中一项。`,
        GROUNDS[content.ground].article,
      ),
    );
  if (content.attribute && content.attribute !== 'proactive' && content.reason.length < 10)
    found.push(
      must(
        'reason',
        `“${ATTRIBUTES[content.attribute].label}”须写明理由，至少 10 个字。`,
        '条例第十三条；国办发〔2016〕80号',
      ),
    );
  if (content.body.length < 20) found.push(must('body', '正文太短，请补全正文。'));
  if (!content.writtenOn) found.push(must('writtenOn', '请填写成文日期。'));
  if (!content.theme) found.push(must('theme', '请选择主题分类。'));
  if (!content.genre) found.push(must('genre', '请选择公文种类。'));
  if (content.documentNumber && !ORDER_NUMBER.test(content.documentNumber)) {
    const wrong = checkDocumentNumber(content.documentNumber);
    if (wrong) found.push(must('documentNumber', wrong, 'GB/T 9704—2012'));
  }
  if (content.attribute === 'proactive' && content.columns.length === 0)
    found.push(must('columns', '请至少选择一个发布栏目。'));
  if (content.excerpts > 1)
    found.push(
      must(
        'body',
        `本稿含 ${content.excerpts} 件文件的摘编，不能作为一件文件发布。请只保留一件的正文，其余另行建稿，并取消“含多件”标记。`,
        '一件一发',
      ),
    );
  if (kind !== 'publish' && content.changeNote.length < 4)
    found.push(must('changeNote', '请说明更正了什么、为什么，公布时一并说明。', '更正须公布，不得悄改'));
  if (kind === 'correct' && content.attribute && content.attribute !== 'proactive')
    found.push(
      must(
        'attribute',
        '公众现在看得到这份文件。要改为不公开，请先作废本更正稿，再提出撤回。',
        '条例第十三条',
      ),
    );
  if (content.repealedOn && content.writtenOn && content.repealedOn < content.writtenOn)
    found.push(must('repealedOn', '废止日期早于成文日期，请核对。'));
  if (content.effectiveOn && content.expiresOn && content.expiresOn < content.effectiveOn)
    found.push(must('expiresOn', '有效期止早于施行日期，请核对。'));
  return [
    ...found,
    ...doubts(content),
    ...statedValidity(content),
    ...seenByPublic(content),
    ...unreadAttachments(content.attachments ?? []),
  ];
}

/**
 * Personal data in what the public would see. While nobody has decided whether it will, it is named and does not block: the
 * clerk learns of it when it is typed or uploaded, not days later.
 */
function seenByPublic(content: EditionContent & { attachments?: readonly Attachment[] }): Finding[] {
  if (content.attribute && content.attribute !== 'proactive') return [];
  const found = [...personalData(content), ...checkAttachments(content.attachments ?? [])];
  return content.attribute ? found : found.map((f) => ({ ...f, level: 'advice' }));
}

/** Kinds of papers in which a government rule (规章) can come: the order that makes it known, and the rule itself. */
const RULE_GENRES: readonly string[] = ['命令（令）', '规定', '办法'];

/** What is probably a slip. The law lets it through, so nothing of it blocks. */
function doubts(content: EditionContent): Finding[] {
  const advice = (field: string, message: string, article?: string): Finding => ({
    level: 'advice',
    field,
    message,
    ...(article ? { article } : {}),
  });
  const found: Finding[] = [];
  if (content.effectLevel === 'government-rule' && content.genre && !RULE_GENRES.includes(content.genre))
    found.push(
      advice(
        'effectLevel',
        `“${content.genre}”一般不是政府规章。规章以政府令公布，名称是“规定”“办法”；请核对效力级别。`,
        '《规章制定程序条例》',
      ),
    );
  const agency = parseDocumentNumber(content.documentNumber)?.agency ?? '';
  if (agency.includes('规') && content.effectLevel === 'other-document')
    found.push(
      advice(
        'effectLevel',
        '发文字号里有“规”字，一般用于行政规范性文件，效力级别现在是“其他文件”，请核对。',
        '国办发〔2018〕37号',
      ),
    );
  const own = ownAddressees(content.body);
  if (content.addressees && own && !sameAddressees(own, content.addressees))
    found.push(
      advice(
        'addressees',
        `正文开头已经写了“${own.slice(0, 40)}”，与“主送机关”一栏不同，公开时以正文为准，请核对。`,
      ),
    );
  return found;
}

/** Days that may lie between the day of writing and the issue from which a paper counts. */
const ISSUE_TAKES = 31;

/**
 * Where the days of the paper are not those that its own text states. Blocks when a reader would be told that rules hold
 * which are not in force yet.
 */
function statedValidity(content: EditionContent): Finding[] {
  const { writtenOn, effectiveOn, expiresOn } = content;
  if (!writtenOn) return [];
  const { effects, ends } = readStatedValidity(content.body);
  const found: Finding[] = [];
  const dayOf = (e: StatedEffect): Day => e.day ?? addDays(writtenOn, e.daysAfterIssue ?? 0);
  const agrees = (e: StatedEffect) =>
    effectiveOn !== null &&
    (e.day
      ? e.day === effectiveOn
      : effectiveOn >= dayOf(e) && effectiveOn <= addDays(dayOf(e), ISSUE_TAKES));
  const [only] = effects;
  if (only && !effects.some(agrees)) {
    const entered = effectiveOn ? `填的是${chineseDay(effectiveOn)}` : '是空的';
    if (effects.length > 1 || only.part)
      found.push({
        level: 'advice',
        field: 'effectiveOn',
        message: `正文写了${effects.map((e) => `“${e.words}”`).join('、')}，“施行日期”一栏${entered}，请核对应填哪一天。`,
      });
    else {
      const early = effectiveOn === null || effectiveOn < dayOf(only);
      const misleads = dayOf(only) > writtenOn && (early || only.day !== undefined);
      const enter = only.day
        ? `请填写${chineseDay(only.day)}`
        : `请按印发、公布的日期推算后填写（按成文日期推算是${chineseDay(dayOf(only))}）`;
      found.push({
        level: misleads ? 'must' : 'advice',
        field: 'effectiveOn',
        message: `正文写明“${only.words}”，“施行日期”一栏${entered}${misleads && early ? '，公开后会在施行之前就显示“有效”' : ''}。${enter}；正文写错的，请改正文。`,
      });
    }
  }
  const from = effectiveOn ?? (only && dayOf(only)) ?? writtenOn;
  const lasts = ends.map((e) => ({ ...e, last: e.day ?? addDays(addYears(from, e.years ?? 0), -1) }));
  // 有效期5年 is read as ending on the day before or on the day itself.
  const held = (last: Day) =>
    expiresOn !== null && expiresOn >= addDays(last, -1) && expiresOn <= addDays(last, 2);
  if (lasts[0] && !lasts.some(({ day, last }) => (day ? day === expiresOn : held(last))))
    found.push({
      level: 'advice',
      field: 'expiresOn',
      message: `正文写明${lasts.map((e) => `“${e.words}”`).join('、')}，“有效期至”一栏${expiresOn ? `填的是${chineseDay(expiresOn)}` : '是空的'}。请填写${chineseDay(lasts[0].last)}，到期后才会显示“已失效”。`,
    });
  return found;
}

/**
 * What speaks against the attachments: personal numbers in words, names and titles; cells that are calculated where a reader
 * opens them.
 */
function checkAttachments(attachments: readonly Attachment[]): Finding[] {
  const found: Finding[] = [];
  for (const a of attachments) {
    found.push(
      ...personalDataIn('attachments', `附件“${a.fileName}”的标题`, a.title),
      ...personalDataIn('attachments', '附件的文件名', a.fileName),
    );
    const rowsWith = (kind: FileFinding['kind']) => {
      const lines = a.findings.filter((f) => f.kind === kind).map((f) => f.line);
      const named = `第 ${lines.slice(0, 3).join('、')} 行${lines.length > 3 ? ' 等' : ''}`;
      return lines.length > 0 ? { n: lines.length, named } : undefined;
    };
    for (const [kind, what] of Object.entries(KIND_WORDS)) {
      const hit = rowsWith(kind as keyof typeof KIND_WORDS);
      if (!hit) continue;
      const where = `附件“${a.title}”有疑似${what} ${hit.n} 处（文字${hit.named}）`;
      found.push({
        level: kind === 'mobile' ? 'advice' : 'must',
        field: 'attachments',
        message:
          kind === 'mobile'
            ? `${where}，如为个人号码请改为单位值班电话。`
            : `${where}，公开前须删除或隐去后重新上传。`,
        article: '个人信息保护法第二十五条',
      });
    }
    const formulas = rowsWith('formula');
    if (formulas)
      found.push({
        level: 'advice',
        field: 'attachments',
        message: `附件“${a.title}”的表格中有以 =、+、-、@ 开头的单元格（${formulas.named}），公众用表格软件打开时会被当作公式计算，来源不明的可能有害。请核对；本来是文字的，改好或另存为 .xlsx 后重新上传。`,
      });
  }
  return found;
}

/** Attachments with words that only a person can read. */
function unreadAttachments(attachments: readonly Attachment[]): Finding[] {
  const unread = attachments.filter((a) => !a.wordsRead);
  if (unread.length === 0) return [];
  const named = unread.slice(0, 3).map((a) => a.title);
  return [
    {
      level: 'advice',
      field: 'attachments',
      message: `${unread.length} 个附件的文字系统读不出（${named.join('、')}${unread.length > 3 ? ' 等' : ''}），请打开逐页核对有无密级标志和个人信息。`,
      article: '条例第十七条',
    },
  ];
}
