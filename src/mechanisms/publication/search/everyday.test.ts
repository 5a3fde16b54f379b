import { describe, expect, test } from 'vitest';
import { otherWords, withoutQuestion } from './everyday.ts';
import { behindTheirPapers } from './interpretations.ts';

describe('question words', () => {
  test.each([
    ['公积金提取多少钱', ['公积金提取']],
    ['怎么提取公积金', ['提取公积金']],
    ['我想问一下低保怎么申请', ['低保', '申请']],
    ['居住证在哪里办理', ['居住证', '办理']],
    ['医保报销比例是多少', ['医保报销比例']],
    ['小区的停车费', ['小区', '停车费']],
    ['旅游目的地', ['旅游目的地']],
    ['怎么办', []],
    ['市长是谁', ['市长']],
    ['谁是教育局局长', ['教育局局长']],
    ['防汛', ['防汛']],
  ])('%s -> %j', (run, parts) => {
    expect(withoutQuestion(run)).toEqual(parts);
  });
});

describe('words of people and of papers', () => {
  test.each([
    ['房租提取', '租房提取'],
    ['医保报销', '医疗保险报销'],
    ['社保缴费', '社会保险缴费'],
    ['社保卡补办', '社会保障卡补办'],
    ['小孩上学报名', '义务教育报名'],
    ['低保标准', '最低生活保障标准'],
    ['最低生活保障标准', '低保标准'],
    ['公租房申请', '公共租赁住房申请'],
    ['养老金发放', '基本养老保险发放'],
  ])('%s is also %s', (run, other) => {
    expect(otherWords(run).map((o) => o.before + o.word + o.after)).toContain(other);
  });

  test('a word that stands in the run already is none', () => {
    expect(otherWords('住房公积金').map((o) => o.word)).not.toContain('公积金');
    expect(otherWords('防汛值班')).toEqual([]);
  });
});

describe('interpretations', () => {
  const row = (pid: string, title: string, interprets: string[] = []) => ({
    pid,
    title,
    interpretation: interprets.length > 0,
    interprets,
  });
  const order = (rows: ReturnType<typeof row>[], terms = ['提取']) =>
    behindTheirPapers(rows, terms).map((r) => r.pid);

  test('come directly behind their papers, by relation or by title; all else stays', () => {
    const paper = row('p', '提取办法');
    expect(order([row('i', '问答：提取', ['p']), row('x', '提取'), paper, row('y', '提取')])).toEqual([
      'x',
      'p',
      'i',
      'y',
    ]);
    expect(order([row('i', '《提取办法》政策解读'), paper])).toEqual(['p', 'i']);
    expect(order([paper, row('x', '提取'), row('i', '《提取办法》政策解读')])).toEqual(['p', 'x', 'i']);
  });

  test('stay where the paper is not on the page or does not hold the words in its title', () => {
    expect(order([row('i', '提取解读', ['q']), row('p', '提取')])).toEqual(['i', 'p']);
    expect(order([row('i', '提取解读', ['p']), row('p', '额度办法')])).toEqual(['i', 'p']);
    expect(order([row('a', '提取解读', ['b']), row('b', '提取解读', ['a'])])).toEqual(['a', 'b']);
  });
});
