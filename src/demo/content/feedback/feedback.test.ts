import { describe, expect, it } from 'vitest';
import { day } from '../../../law/day.ts';
import { findPersonalData } from '../../../law/personal-data.ts';
import { carriesSecrecyMark } from '../../../law/secrecy-mark.ts';
import { DEMO_ORGANISATIONS } from '../organisations.ts';
import { demoPapers } from '../papers/index.ts';
import { DEMO_REQUESTS } from '../requests.ts';
import { WIDER_ORGANISATIONS } from '../wider-organisations.ts';
import { DEMO_FEEDBACK, type DemoFeedback } from './index.ts';

const DAYS = ['2026-11-22', '2026-01-01', '2026-02-18', '2026-05-20', '2026-10-08'].map(day);
const PUBLIC = ['published', 'published-corrected', 'correction-in-review', 'withdrawal-requested'];
const organisations = new Map([...DEMO_ORGANISATIONS, ...WIDER_ORGANISATIONS].map((o) => [o.code, o]));

/** Every text of a piece that somebody will read. */
const textsOf = (f: DemoFeedback) =>
  [f.content, f.reply, f.publicText, f.use?.note, f.reason, f.forward?.reason].filter((t) => t !== undefined);

describe('the feedback of the demo city', () => {
  it('[R-FBK-01] is on papers that the public sees, whatever the day', () => {
    expect(DEMO_FEEDBACK.length).toBeGreaterThanOrEqual(25);
    for (const today of DAYS) {
      const papers = new Map(demoPapers(today).map((p) => [p.key, p]));
      for (const f of DEMO_FEEDBACK)
        expect(PUBLIC, `${today} ${f.paper}`).toContain(papers.get(f.paper)?.reach);
    }
  });

  it('stands in every state, new and overdue, passed on and said twice', () => {
    expect(new Set(DEMO_FEEDBACK.map((f) => f.reach))).toEqual(
      new Set([
        'received',
        'dismissed',
        'replied',
        'approval',
        'returned',
        'published',
        'published-closed',
        'unpublished',
      ]),
    );
    const waiting = DEMO_FEEDBACK.filter((f) => f.reach === 'received');
    expect(waiting.some((f) => f.daysAgo > 5)).toBe(true);
    expect(waiting.some((f) => f.daysAgo === 1)).toBe(true);
    expect(new Set(DEMO_FEEDBACK.map((f) => f.closing))).toEqual(
      new Set([undefined, 'duplicate', 'no-substance']),
    );
    for (const f of DEMO_FEEDBACK.filter((each) => each.closing === 'duplicate')) {
      const bare = (s: string) => s.replace(/[\s\p{P}\p{S}]/gu, '');
      const same = DEMO_FEEDBACK.filter((o) => o.paper === f.paper && bare(o.content) === bare(f.content));
      expect(same.length, f.paper).toBe(2);
      expect(Math.max(...same.map((o) => o.daysAgo))).toBeGreaterThan(f.daysAgo);
    }
    const forwarded = DEMO_FEEDBACK.filter((f) => f.forward);
    expect(forwarded.length).toBeGreaterThan(1);
    const owner = new Map(demoPapers(DAYS[0]!).map((p) => [p.key, p.organisation]));
    for (const f of forwarded) {
      expect(organisations.has(f.forward!.to), f.paper).toBe(true);
      expect(owner.get(f.paper), f.paper).not.toBe(f.forward!.to);
    }
  });

  it('has what its state needs: an answer, what becomes of it, a reason', () => {
    for (const f of DEMO_FEEDBACK) {
      const where = `${f.paper} ${f.daysAgo}`;
      const answered = f.reach !== 'received' && f.reach !== 'dismissed';
      expect(f.reply !== undefined, where).toBe(answered);
      expect(f.use !== undefined, where).toBe(answered && f.reach !== 'replied');
      expect(f.reason !== undefined, where).toBe(f.reach === 'returned' || f.reach === 'unpublished');
      expect(f.closing !== undefined, where).toBe(f.reach === 'dismissed');
      // Steps follow each other on working days up to the day of seeding.
      const last = { replied: 0, approval: 0, returned: 1, published: 1, unpublished: 0, closed: 3 };
      const end = f.reach.endsWith('closed') ? 'closed' : f.reach;
      if (answered)
        expect(f.daysAgo, where).toBeGreaterThan((f.answeredAfter ?? 2) + last[end as keyof typeof last] - 1);
    }
  });

  it('names nobody who lives: contacts reach nobody, no number stands in a text, no answer names its sender', () => {
    for (const f of DEMO_FEEDBACK) {
      if (f.contact) expect(f.contact, f.paper).toMatch(/^(?:[a-z]+@mailbox\.example|1300000000\d)$/);
      for (const text of textsOf(f)) {
        expect(findPersonalData(text), text).toEqual([]);
        expect(carriesSecrecyMark([text]), text).toBe(false);
        if (f.name) expect(text).not.toContain(f.name);
        expect(text).not.toMatch(/的的|，，|。。|？？|、、|；。|，。|[\u4e00-\u9fff],|\d{7,}/);
      }
      expect([...f.content].length, f.paper).toBeGreaterThanOrEqual(5);
      expect([...f.content].length, f.paper).toBeLessThanOrEqual(1000);
    }
    const names = DEMO_FEEDBACK.flatMap((f) => f.name ?? []);
    expect(new Set(names).size).toBe(names.length);
    for (const r of DEMO_REQUESTS) {
      expect(organisations.has(r.organisation)).toBe(true);
      expect(r.documentNumber).toMatch(/^E0{7}\d$/);
      expect(r.phone).toMatch(/^0000-000000\d$/);
      expect(findPersonalData(`${r.statement}${r.reply ?? ''}`)).toEqual([]);
    }
  });
});
