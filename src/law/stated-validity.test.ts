import { expect, test } from 'vitest';
import { readStatedValidity } from './stated-validity.ts';

// By hand. An effect is a day, or "+n": days after the issue; "part" where it holds for some articles only.
const show = (body: string) => {
  const { effects, ends } = readStatedValidity(body);
  return [
    effects.map((e) => `${e.day ?? `+${e.daysAfterIssue}`}${e.part ? ' part' : ''}`).join(' / '),
    ends.map((e) => e.day ?? `${e.years}y`).join(' / '),
  ];
};

test.each([
  ['本办法自2027年1月1日起施行。', '2027-01-01', ''],
  ['第三十二条　本办法自2027年1月1日起施行，有效期5年。', '2027-01-01', '5y'],
  ['自２０２７年 1 月 1 日起执行。', '2027-01-01', ''],
  ['十六、本措施自二〇二七年一月一日起实施，有效期为五年。', '2027-01-01', '5y'],
  ['本通知从2027年1月1日起执行，有效期至2029年12月31日。', '2027-01-01', '2029-12-31'],
  ['本规定自2027年1月1日起施行，至2028年12月31日止。', '2027-01-01', '2028-12-31'],
  ['本意见自印发之日起施行，有效期３年。', '+0', '3y'],
  ['自本通知印发之日起施行。有效期2年。', '+0', '2y'],
  ['本通知自印发之日起30日后施行，有效期5年。', '+30', '5y'],
  ['本细则自公布之日起三十日后施行。', '+30', ''],
  ['本办法自发布之日起满一百二十日后施行。', '+120', ''],
  ['本办法由市教育局负责解释，自2027年1月1日起施行。', '2027-01-01', ''],
  ['本办法（试行）自2027年1月1日起施行。', '2027-01-01', ''],
  ['《明川市养犬管理办法》已经通过，现予公布，自2027年1月1日起施行。', '2027-01-01', ''],
  ['本实施细则的有效期为3年。', '', '3y'],
  ['本通知自印发之日起施行。\n第九条 本办法自2027年1月1日起施行。', '+0 / 2027-01-01', ''],
  ['本办法第五条自2027年1月1日起施行。', '2027-01-01 part', ''],
  // Of others, of things, of old rules that are quoted; days that do not exist.
  ['《明川市渡口管理办法》自2027年1月1日起施行。', '', ''],
  ['国家标准自2027年1月1日起实施，请做好准备。', '', ''],
  ['第三十条修改为：“本办法自2027年1月1日起施行。”', '', ''],
  ['本通知自印发之日起施行，《老办法》（自2019年1月1日起施行）同时废止。', '+0', ''],
  ['本市自2027年1月1日起实施，请周知。', '', ''],
  ['自2027年1月1日起实施垃圾分类。', '', ''],
  ['本办法自2027年2月30日起施行。', '', ''],
  ['认定有效期3年，期内每年复核。', '', ''],
  ['各单位应当自本办法印发之日起60日内制定细则。', '', ''],
  ['自施行之日起由中心按照新额度转入。', '', ''],
])('[R-DOC-01] %s', (body, effect, end) => {
  expect(show(body)).toEqual([effect, end]);
});

test('a long hostile text is read in linear time', () => {
  const started = performance.now();
  readStatedValidity(
    '“'.repeat(200_000) + '，本办法'.repeat(50_000) + '自2027年1月1日起施行，'.repeat(20_000),
  );
  // Quadratic behaviour would take minutes; the bound leaves room for a busy machine.
  expect(performance.now() - started).toBeLessThan(10_000);
}, 20_000);
