import { describe, expect, test } from 'vitest';
import { type RemedySubject, reconsiderationRule } from './reconsideration.ts';

// Written by hand from 行政复议法（2023年修订）第二十四、二十七、二十八条 and 政府信息公开条例第五十五条.
const TABLE = `
| 机关                         | 类别                   | 垂直 | 复议机构 | 去向                | 条款                             |
| 明川市人民政府               | city-government        | 否   | 否       | government          | 行政复议法第二十四条第一款第二项 |
| 云溪县人民政府               | county                 | 否   | 否       | government          | 行政复议法第二十四条第一款第二项 |
| 石桥镇人民政府               | township               | 否   | 否       | government          | 行政复议法第二十四条第一款第二项 |
| 市教育局                     | department             | 否   | 否       | government          | 行政复议法第二十四条第一款第一项 |
| 市政府办公室                 | government-office      | 否   | 否       | government          | 行政复议法第二十四条第一款第一项 |
| 明川高新区管委会             | special-zone           | 否   | 否       | government          | 行政复议法第二十四条第一款第三项 |
| 市住房公积金管理中心         | authorised-body        | 否   | 否       | government          | 行政复议法第二十四条第一款第四项 |
| 市档案馆                     | affiliated-institution | 否   | 否       | government          | 行政复议法第二十四条第一款第四项 |
| 市政务服务中心               | service-centre         | 否   | 否       | government          | 行政复议法第二十四条第一款第四项 |
| 云溪县税务局                 | department             | 是   | 否       | superior-department | 行政复议法第二十七条             |
| 外汇管理局明川分局           | authorised-body        | 是   | 否       | superior-department | 行政复议法第二十七条             |
| 市司法局                     | department             | 否   | 是       | either              | 行政复议法第二十八条             |
| 市自来水公司                 | public-enterprise      | 否   | 否       | none                | 政府信息公开条例第五十五条       |
| 市城投公司                   | city-enterprise        | 否   | 否       | none                | 政府信息公开条例第五十五条       |
| 桥东村                       | village                | 否   | 否       | none                | 政府信息公开条例第五十五条       |
| 省人民政府                   | external               | 否   | 否       | none                | 政府信息公开条例第五十五条       |`;

describe('organ of reconsideration', () => {
  const rows = TABLE.trim()
    .split('\n')
    .slice(1)
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );

  test.each(rows)(
    '[R-ORG-01] %s (%s, vertical %s, judicial %s) → %s by %s',
    (_name, kind, vertical, judicial, route, article) => {
      const rule = reconsiderationRule({
        kind: kind as RemedySubject['kind'],
        verticallyManaged: vertical === '是',
        handlesReconsideration: judicial === '是',
      });
      expect(rule).toMatchObject({ route, article });
      expect(rule.reason).toMatch(/。$/);
    },
  );
});
