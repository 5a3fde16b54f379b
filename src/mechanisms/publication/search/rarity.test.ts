import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { worthAsking } from './rarity.ts';
import { hashToken, queryTokens } from './tokens.ts';

/** Parts of all papers by pair of characters, as they stand anywhere (教育) and where they are repeated (f:教育). */
const parts = (of: Record<string, number>) =>
  new Map(Object.entries(of).map(([token, part]) => [hashToken(token), part]));
const PHRASE = '县级教育补助发放名单';
const asked = (query: string, of: Record<string, number>) => {
  const { anywhere, often } = worthAsking(queryTokens(query), parts(of));
  const named = (list: readonly number[], mark: string) =>
    ['县级', '级教', '教育', '育补', '补助', '助发', '发放', '放名', '名单', '防汛'].filter((pair) =>
      list.includes(hashToken(mark + pair)),
    );
  return { anywhere: named(anywhere, ''), often: named(often, 'f:') };
};

describe('[R-SRC-01] the pairs by which a phrase is looked for', () => {
  test('the five rarest of those that are not frequent', () => {
    const { anywhere } = asked(PHRASE, {
      ...{ 县级: 0.15, 级教: 0.02, 教育: 0.8, 育补: 0.03, 补助: 0.7 },
      ...{ 助发: 0.1, 发放: 0.9, 放名: 0.04, 名单: 0.19 },
    });
    expect(anywhere).toEqual(['县级', '级教', '育补', '助发', '放名']);
  });

  test('of equally rare ones first those that share no character', () => {
    expect(asked(PHRASE, {}).anywhere).toEqual(['县级', '教育', '补助', '发放', '名单']);
  });

  test('frequent ones too, as long as the others leave many', () => {
    const often = Object.fromEntries(
      ['县级', '级教', '教育', '育补', '补助', '助发', '发放', '放名', '名单'].map((p, i) => [
        p,
        0.25 + i / 20,
      ]),
    );
    // 0.25 × 0.3 × 0.35 × 0.4 × 0.45 × 0.5 is 0.24 %, × 0.55 below 0.2 %.
    expect(asked(PHRASE, often).anywhere).toEqual(['县级', '级教', '教育', '育补', '补助', '助发', '发放']);
  });

  test('of texts that repeat the words those that are rare among them', () => {
    const found = asked(PHRASE, {
      ...{
        级教: 0.02,
        育补: 0.03,
        放名: 0.02,
        助发: 0.01,
        教育: 0.8,
        名单: 0.6,
        县级: 0.7,
        发放: 0.7,
        补助: 0.7,
      },
      ...{ 'f:级教': 0.5, 'f:育补': 0.6, 'f:放名': 0.5, 'f:助发': 0.4 },
    });
    expect(found.anywhere).toEqual(['级教', '育补', '助发', '放名']);
    expect(found.often).not.toContain('育补');
    expect(found.often).toContain('县级');
  });

  test('a word that its pair alone proves is always asked for, however frequent and whatever stands beside it', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 10, maxLength: 10 }),
        (shares) => {
          const words = queryTokens(`${PHRASE} 防汛`);
          const of = new Map(words.anywhere.map((token, i) => [token, shares[i] ?? 0]));
          const { anywhere, often } = worthAsking(words, of);
          expect(anywhere).toContain(hashToken('防汛'));
          expect(often).toContain(hashToken('f:防汛'));
          // Nothing is asked for that was not among the words, and of the phrase the rarest first.
          expect(anywhere.filter((t) => !words.anywhere.includes(t))).toEqual([]);
          const phrase = words.anywhere.filter((t) => t !== hashToken('防汛'));
          const part = (t: number) => Math.max(0.005, of.get(t) ?? 0);
          const chosen = phrase.filter((t) => anywhere.includes(t)).map(part);
          const dropped = phrase.filter((t) => !anywhere.includes(t)).map(part);
          expect(Math.max(0, ...chosen)).toBeLessThanOrEqual(Math.min(1, ...dropped));
        },
      ),
    );
  });

  test('a single pair is asked for though every paper has it', () => {
    expect(asked('防汛', { 防汛: 1 }).anywhere).toEqual(['防汛']);
  });
});
