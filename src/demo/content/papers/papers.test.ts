import { describe, expect, it } from 'vitest';
import { addDays, day } from '../../../law/day.ts';
import { findPersonalData } from '../../../law/personal-data.ts';
import { carriesSecrecyMark } from '../../../law/secrecy-mark.ts';
import { stateCouncilCalendar } from '../../../law/terms/calendar.ts';
import { DEMO_DOCUMENTS } from '../index.ts';
import { DEMO_ORGANISATIONS } from '../organisations.ts';
import { DEMO_PEOPLE } from '../people.ts';
import { WIDER_DUTIES, WIDER_ORGANISATIONS } from '../wider-organisations.ts';
import { WIDER_PEOPLE } from '../wider-people.ts';
import { demoPapers } from './index.ts';
import { TAGS } from './tags.ts';

/** Days on which a city may be made: a quiet one, the first of a year, one in a holiday, one before it. */
const DAYS = ['2026-11-22', '2026-01-01', '2026-02-18', '2026-05-20', '2026-09-30'].map(day);
const TODAY = DAYS[0]!;
const calendar = stateCouncilCalendar();
const papers = demoPapers(TODAY);
const generated = papers.filter((p) => !DEMO_DOCUMENTS.some((d) => d.key === p.key));
const organisations = [...DEMO_ORGANISATIONS, ...WIDER_ORGANISATIONS];
const PUBLIC = ['published', 'published-corrected', 'correction-in-review', 'withdrawal-requested'];

describe('the whole city', () => {
  it('has the bodies of a city, each with a name, a code and a prefix of its own', () => {
    const kinds = Map.groupBy(organisations, (o) => `${o.kind} ${o.level}`);
    expect(kinds.get('department city')).toHaveLength(31);
    const areas = organisations.filter((o) => o.kind === 'county' || o.kind === 'special-zone');
    expect(areas).toHaveLength(7);
    expect(organisations.filter((o) => o.kind === 'township')).toHaveLength(12);
    for (const values of [
      organisations.map((o) => o.code),
      organisations.map((o) => o.name),
      organisations.map((o) => o.shortName),
      organisations.map((o) => o.documentAgency).filter(Boolean),
      organisations.map((o) => o.indexPrefix).filter(Boolean),
      [...DEMO_PEOPLE, ...WIDER_PEOPLE].map((p) => p.username),
      [...DEMO_PEOPLE, ...WIDER_PEOPLE].map((p) => p.name),
    ])
      expect(new Set(values).size).toBe(values.length);
    for (const o of WIDER_ORGANISATIONS) {
      expect(o.indexPrefix, o.code).toMatch(/^MC\d{7}$/);
      expect(o.phone, o.code).toMatch(/^0000-\d{7}$/);
      expect(WIDER_DUTIES.filter((d) => d.organisation === o.code)[0]?.leaders, o.code).toHaveLength(2);
    }
  });

  it('has about three hundred papers over three years, in all states, with titles of their own', () => {
    expect(papers.length).toBeGreaterThan(290);
    expect(papers.length).toBeLessThan(380);
    expect(new Set(papers.map((p) => p.title)).size).toBe(papers.length);
    expect(new Set(papers.map((p) => p.key)).size).toBe(papers.length);
    expect(new Set(generated.map((p) => p.reach))).toEqual(new Set(DEMO_DOCUMENTS.map((d) => d.reach)));
    for (const [from, to] of [
      [0, 365],
      [366, 730],
      [731, 1095],
    ] as const)
      expect(
        generated.filter((p) => p.writtenDaysAgo >= from && p.writtenDaysAgo <= to).length,
      ).toBeGreaterThan(30);
    expect(Math.max(...generated.map((p) => p.writtenDaysAgo))).toBeLessThan(1300);
    expect(new Set(generated.map((p) => p.genre)).size).toBeGreaterThan(10);
    expect(new Set(generated.map((p) => p.organisation)).size).toBeGreaterThan(40);
  });

  it('is the same on the same day, and whole on any day', () => {
    expect(JSON.stringify(demoPapers(TODAY))).toBe(JSON.stringify(papers));
    for (const today of DAYS) {
      const all = demoPapers(today);
      expect(new Set(all.map((p) => p.title)).size, today).toBe(all.length);
      expect(
        all.filter((p) => p.writtenDaysAgo < 0),
        today,
      ).toEqual([]);
      for (const p of all.slice(DEMO_DOCUMENTS.length))
        expect(calendar.kind(addDays(today, -p.writtenDaysAgo)).working, `${today} ${p.key}`).toBe(true);
    }
  });

  it('counts every series of every year from one, in the order of the days', () => {
    const series = Map.groupBy(
      papers.filter((p) => p.documentNumber?.includes('〔')),
      (p) => p.documentNumber!.split('〕')[0]!,
    );
    expect(series.size).toBeGreaterThan(60);
    for (const [front, list] of series) {
      const ordered = [...list].sort(
        (a, b) => b.writtenDaysAgo - a.writtenDaysAgo || (a.key < b.key ? -1 : 1),
      );
      expect(
        ordered.map((p) => p.documentNumber),
        front,
      ).toEqual(ordered.map((_, i) => `${front}〕${i + 1}号`));
      for (const p of list)
        expect(front.slice(-4), p.key).toBe(addDays(TODAY, -p.writtenDaysAgo).slice(0, 4));
    }
  });

  it('names only papers that are older and public, and ends a repealed one on the day its successor begins', () => {
    const byKey = new Map(papers.map((p) => [p.key, p]));
    const kinds = new Set<string>();
    for (const today of DAYS) {
      const all = new Map(demoPapers(today).map((p) => [p.key, p]));
      for (const p of all.values())
        for (const r of p.relations ?? []) {
          const other = all.get(r.key)!;
          kinds.add(r.kind);
          expect(other.writtenDaysAgo, `${today} ${p.key} → ${r.key}`).toBeGreaterThan(p.writtenDaysAgo);
          expect(PUBLIC, `${p.key} → ${r.key}`).toContain(other.reach);
          expect(r.key, p.key).not.toBe(p.key);
        }
    }
    expect(kinds).toEqual(new Set(['repeals', 'amends', 'based-on', 'interprets', 'related']));
    const repealing = papers.filter((p) => p.repeal);
    expect(repealing.length).toBeGreaterThan(3);
    for (const p of repealing) {
      expect(p.repeal!.daysAgo).toBe(p.effectiveDaysAgo);
      expect(p.body).toContain(byKey.get(p.repeal!.key)!.documentNumber);
    }
    for (const p of papers.filter((each) => each.region))
      expect(organisations.find((o) => o.code === p.region)?.kind, p.key).toMatch(
        /^(county|special-zone|township)$/,
      );
  });

  it('says of nearly every paper of a matter what it rests on, and tags every paper from the controlled set', () => {
    for (const p of papers) {
      const tags = p.tags ?? [];
      expect(tags.length, p.key).toBeLessThanOrEqual(5);
      expect(new Set(tags).size, p.key).toBe(tags.length);
      for (const tag of tags) expect(TAGS, p.key).toContain(tag);
      if (p.reach !== 'filed') expect(tags.length, p.key).toBeGreaterThan(0);
      const named = (p.relations ?? []).map((r) => r.key);
      expect(new Set(named).size, p.key).toBe(named.length);
    }
    const resting = generated.filter((p) => /-(?:call|roster|local|interpretation|visit)(?:-|$)/.test(p.key));
    expect(resting.length).toBeGreaterThan(100);
    expect(resting.filter((p) => p.relations).length / resting.length).toBeGreaterThan(0.95);
    const hand = papers.filter((p) => DEMO_DOCUMENTS.some((d) => d.key === p.key));
    expect(hand.filter((p) => p.region).length).toBeGreaterThanOrEqual(5);
    expect(hand.filter((p) => p.relations).length).toBeGreaterThanOrEqual(8);
    expect(papers.filter((p) => p.relations?.some((r) => r.kind === 'interprets')).length).toBeGreaterThan(
      10,
    );
  });

  it('has rules that hold for five years, some that have not begun, some that end soon', () => {
    const rules = papers.filter((p) => /有效期5年/.test(p.body) && p.effectLevel === 'normative-document');
    expect(rules.length).toBeGreaterThan(6);
    for (const p of rules) {
      const days = p.expiresInDays! + p.effectiveDaysAgo! + 1;
      expect(Math.abs(days - 5 * 365.25), p.key).toBeLessThan(2);
    }
    expect(papers.some((p) => (p.effectiveDaysAgo ?? 0) < 0)).toBe(true);
    expect(
      papers.some((p) => p.effectLevel === 'government-rule' && p.documentNumber?.includes('令第')),
    ).toBe(true);
  });
});

describe('the texts', () => {
  it('leave no blank, carry no mark of secrecy, no number of a person, no telephone but 0000-', () => {
    for (const p of generated) {
      const all = [
        p.title,
        p.summary ?? '',
        p.body,
        p.correctedBody ?? '',
        JSON.stringify(p.attachments ?? ''),
      ];
      expect(all.slice(0, 4).join('').replaceAll('{writtenOn}', ''), p.key).not.toMatch(
        /[{}\u0000-\u0009]|undefined|NaN/,
      );
      expect(carriesSecrecyMark(all), p.key).toBe(false);
      expect(findPersonalData(all.join('\n')), p.key).toEqual([]);
      for (const [number] of all.join().matchAll(/\d{3,4}-\d{7,8}/g)) expect(number, p.key).toMatch(/^0000-/);
      expect(p.body, p.key).not.toMatch(/的的|，，|。。|、、|；。|，。|。；|：。|(?<!\d)-\d/);
    }
  });

  it('are built like official papers, short and long ones', () => {
    for (const p of generated) {
      const issuer = organisations.find((o) => o.code === p.organisation)!;
      const lines = p.body.split('\n');
      expect([...p.title].length, p.key).toBeLessThanOrEqual(80);
      expect(
        lines.every((line) => line.trim() === line && line !== ''),
        p.key,
      ).toBe(true);
      if (p.addressees) expect(lines[0], p.key).toBe(`${p.addressees}：`);
      expect(lines[lines.indexOf('{writtenOn}') - 1], p.key).toBe(issuer.name);
      expect([...p.body].length, p.key).toBeGreaterThan(220);
      for (const a of p.attachments ?? []) expect(p.body, p.key).toContain(a.name.replace(/\.[a-z]+$/, ''));
      expect((p.tags ?? []).length, p.key).toBeLessThanOrEqual(5);
    }
    const lengths = generated.map((p) => [...p.body].length);
    expect(lengths.filter((n) => n > 15_000).length).toBeGreaterThanOrEqual(3);
    expect(lengths.filter((n) => n > 3000).length).toBeGreaterThanOrEqual(6);
    expect(lengths.filter((n) => n > 1000).length).toBeGreaterThan(35);
  });

  it('differ: of two long papers the shorter has less than half of its sentences in common with the other', () => {
    const sentences = (body: string) =>
      new Set(body.split(/[。\n]/).filter((sentence) => [...sentence].length > 12));
    const long = generated
      .filter((p) => PUBLIC.includes(p.reach) && [...p.body].length >= 1000)
      .map((p) => ({ key: p.key, sentences: sentences(p.body) }));
    const alike: string[] = [];
    for (const [i, a] of long.entries())
      for (const b of long.slice(i + 1)) {
        const shorter = a.sentences.size < b.sentences.size ? a : b;
        const other = shorter === a ? b : a;
        const common = [...shorter.sentences].filter((sentence) => other.sentences.has(sentence)).length;
        if (common / shorter.sentences.size > 0.5)
          alike.push(`${a.key} ${b.key} ${common}/${shorter.sentences.size}`);
      }
    expect(alike).toEqual([]);
  });

  it('add up where a list ends in a sum', () => {
    let sums = 0;
    for (const p of generated) {
      const rows = p.body
        .split('\n')
        .filter((line) => line.includes('　|　'))
        .map((line) => line.split('　|　'));
      const at = rows.findIndex((row) => row[0] === '合计');
      if (at < 0 || !/report|roster/.test(p.key)) continue;
      const column = rows[at]!.findIndex((cell) => /^\d+$/.test(cell));
      if (p.key.includes('report')) {
        const total = rows.slice(1, at).reduce((n, row) => n + Number(row[column]), 0);
        expect(total, p.key).toBe(Number(rows[at]![column]));
        sums++;
      }
    }
    expect(sums).toBeGreaterThan(20);
  });
});
