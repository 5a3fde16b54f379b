import { addDays, type Day } from '../../../../law/day.ts';
import type { DemoDocument } from '../../types.ts';
import { fill, type Scope } from '../fill.ts';
import {
  bodyOf,
  bracketed,
  drafterOf,
  filled,
  letter,
  type Paper,
  scopeOf,
  sections,
  tableLines,
} from '../paper.ts';
import type { Tag } from '../tags.ts';
import { occurrence, workdayBefore, written } from '../workdays.ts';

/** The parts of a paper that are not the same for all. */
export function make(
  o: {
    key: string;
    code: string;
    on: Day;
    title: string;
    theme: string;
    genre: string;
    ground: string;
    tags: Tag[];
    columns: string[];
  } & Partial<Paper>,
  text: (s: Scope) => string[],
): Paper {
  const { code, tags, ...rest } = o;
  const by = bodyOf(code);
  const s = scopeOf(o.key, o.on, by);
  const body = letter({
    ...(o.addressees ? { to: o.addressees } : {}),
    text: text(s),
    by,
    attachments: (o.attachments ?? []).map((a) => a.name),
  });
  return {
    ...rest,
    organisation: code,
    drafter: drafterOf(code),
    title: fill(o.title, s),
    body,
    attribute: o.attribute ?? 'proactive',
    tags,
    reach: o.reach ?? 'published',
    summary:
      o.summary ??
      body
        .split('\n')
        .find((l) => l.includes('。'))!
        .split('。')[0]! + '。',
  } satisfies Omit<DemoDocument, 'writtenDaysAgo'> & { on: Day };
}

const GOODS: readonly (readonly [string, number])[] = [
  ['大白菜', 1.9],
  ['土豆', 2.9],
  ['黄瓜', 5.1],
  ['西红柿', 5.7],
  ['青椒', 6.2],
  ['猪肉（精瘦肉）', 24.6],
  ['鸡蛋', 9.3],
  ['草鱼', 16.4],
  ['粳米', 5.2],
  ['菜籽油（升）', 14.8],
];

/** Prices of food, month by month. */
export function pricePaper(today: Day, i: number): Paper {
  const on = workdayBefore(addDays(today, -(18 + i * 61)));
  const [year, month] = addDays(on, -20).split('-').map(Number);
  return make(
    {
      key: `prices-${i}`,
      code: 'mcsfgw',
      on,
      title: `明川市发展和改革委员会关于${year}年${month}月主要食品价格监测情况的通报`,
      theme: '国民经济管理、国有资产监管',
      genre: '通报',
      ground: 'article-20-4',
      tags: ['价格', '农产品', '消费'],
      columns: ['notice', 'livelihood'],
    },
    (s) => {
      const rows = GOODS.map(([name, price], at) => {
        const before = price * (0.92 + s.choice.number() * 0.16);
        const now = before * (0.95 + ((at + i) % 5) * 0.025);
        const change = (Number(now.toFixed(2)) / Number(before.toFixed(2)) - 1) * 100;
        return { name, now, before, change };
      });
      const up = rows.filter((r) => r.change > 0.05).sort((a, b) => b.change - a.change);
      const down = rows.filter((r) => r.change < -0.05).sort((a, b) => a.change - b.change);
      const sign = (n: number) =>
        Math.abs(n) <= 0.05 ? '持平' : `${n > 0 ? '上涨' : '下降'}${Math.abs(n).toFixed(1)}%`;
      return [
        fill(
          `${year}年${month}月，我委对全市{8~12}家农贸市场、{6~9}家超市的${rows.length}个食品品种进行监测，每周采价{2|3}次，零售均价情况如下。`,
          s,
        ),
        ...sections([
          [
            '零售均价',
            tableLines([
              ['品种', '本月均价（元/公斤）', '上月均价（元/公斤）', '环比'],
              ...rows.map((r) => [r.name, r.now.toFixed(2), r.before.toFixed(2), sign(r.change)]),
            ]),
          ],
          [
            '变化情况',
            bracketed([
              `${up.length}个品种上涨，${down.length}个品种下降，其余持平。`,
              ...(up[0]
                ? [
                    `涨幅最大的是${up[0].name}，环比${sign(up[0].change)}，${s.choice.one(['受降雨影响采收减少', '外地货源运输成本增加', '节前备货需求增加', '存栏下降、出栏节奏放缓'])}。`,
                  ]
                : []),
              ...(down[0]
                ? [
                    `降幅最大的是${down[0].name}，环比${sign(down[0].change)}，${s.choice.one(['本地货源集中上市', '气温适宜、产量增加', '储备投放、供应充足', '消费淡季、销量减少'])}。`,
                  ]
                : []),
            ]),
          ],
          [
            '下月走势',
            [
              s.choice.one([
                '预计下月本地蔬菜上市量增加，叶菜价格稳中有降，猪肉、鸡蛋价格小幅波动。',
                '受换茬影响，预计下月蔬菜价格季节性上涨，粮油价格保持稳定。',
                '库存和货源较为充足，预计主要食品价格总体平稳，个别品种受天气影响可能波动。',
              ]),
            ],
          ],
        ]),
        fill('价格咨询和投诉电话：{tel}。', s),
      ];
    },
  );
}

/** Where and when the water is turned off. */
export function waterPaper(today: Day, i: number): Paper {
  const on = workdayBefore(addDays(today, -(9 + i * 137)));
  return make(
    {
      key: `water-${i}`,
      code: 'mczlsgs',
      on,
      title: `明川市自来水有限公司关于${written(on)}起部分区域临时停水的公告`,
      theme: '城乡建设、环境保护',
      genre: '公告',
      ground: 'article-20-15',
      tags: ['供水', '城市管理'],
      columns: ['notice', 'livelihood'],
    },
    (s) => [
      fill(
        `因{r=|}${s.choice.one(['更换老化主管', '新建小区接管碰头', '配合道路施工迁改管线', '更换路口阀门'])}需要，我公司将对部分区域实施临时停水。现将有关事项公告如下。`.replace(
          '{r=|}',
          '',
        ),
        s,
      ),
      ...sections([
        ['停水时间', filled(['{+3}22时至次日{5|6}时。如遇大雨等情况顺延，顺延时间另行公告。'], s)],
        [
          '停水区域',
          filled(
            [
              '{路}（{路}至{路}段）两侧单位和住户，以及{小区}、{小区}、{小区}。',
              '停水期间，周边{社区}、{社区}可能出现水压下降、短时水质发黄。',
            ],
            s,
          ),
        ],
        [
          '用水提示',
          bracketed(
            filled(
              [
                '请提前储水，离家前检查并关闭水龙头，防止来水后漫溢。',
                '恢复供水初期如有发黄，请先打开水龙头放水{3~5}分钟，水清后再使用。',
                '太阳能、燃气热水器用户停水期间关闭进水阀，医院、学校、养老机构如需送水请提前一日联系。',
              ],
              s,
            ),
          ),
        ],
      ]),
      fill('抢修和送水电话：{tel}（24小时）。给您带来不便，敬请谅解。', s),
    ],
  );
}

/** The yearly report on openness that the law demands by 31 January. */
export function annualReport(
  today: Day,
  code: string,
  k: number,
  dayOfMonth = code === 'mcszf' ? 28 : 22,
): Paper {
  const on = occurrence(today, 1, dayOfMonth, k);
  const year = Number(on.slice(0, 4)) - 1;
  const by = bodyOf(code);
  const report = make(
    {
      key: `annual-${code}-${k}`,
      code,
      on,
      title: `${by.name}${year}年政府信息公开工作年度报告`,
      theme: '综合政务',
      genre: '报告',
      ground: 'article-20-15',
      tags: ['政务公开', '法治政府'],
      columns: ['notice'],
    },
    (s) => {
      const got = s.choice.between(40, 260);
      const full = Math.floor(got * 0.48);
      const part = Math.floor(got * 0.11);
      const none = Math.floor(got * 0.09);
      const cannot = Math.floor(got * 0.2);
      const rest = got - full - part - none - cannot;
      const reviews = s.choice.between(2, 9);
      const kept = Math.max(1, reviews - s.choice.between(0, 1));
      return [
        `根据《中华人民共和国政府信息公开条例》第五十条规定，现公布${year}年政府信息公开工作年度报告。数据统计期限为${year}年1月1日至12月31日。`,
        ...sections([
          [
            '总体情况',
            filled(
              [
                `主动公开政府信息{2600~9800}条，其中政策文件{60~260}件、政策解读{30~120}件，组织新闻发布会{3~16}场。`,
                `收到政府信息公开申请${got}件，上年结转{1~6}件，均在法定期限内答复。`,
                '更新政府信息公开指南和目录，新设查阅点{1~6}处，接待查阅{320~1600}人次。',
                '对{12~46}名信息公开工作人员开展培训，组织错敏信息排查{4~12}次，整改{6~38}处。',
              ],
              s,
            ),
          ],
          [
            '收到和处理政府信息公开申请情况',
            tableLines([
              ['处理结果', '件数'],
              ['予以公开', String(full)],
              ['部分公开', String(part)],
              ['不予公开', String(none)],
              ['无法提供', String(cannot)],
              ['其他处理', String(rest)],
              ['合计', String(got)],
            ]),
          ],
          [
            '行政复议和行政诉讼情况',
            tableLines([
              ['类别', '总计', '结果维持', '其他'],
              ['行政复议', String(reviews), String(kept), String(reviews - kept)],
              ['行政诉讼', String(kept), String(kept), '0'],
            ]),
          ],
          [
            '存在的主要问题和改进情况',
            bracketed(
              filled(
                [
                  '解读形式以文字为主，图解、视频偏少，{Y}年将安排解读与文件同步起草。',
                  '个别答复说理不够充分，已组织案卷评查{20~60}件，逐件反馈改进意见。',
                  '部分栏目更新不及时，已明确栏目责任人和更新周期，按月检查。',
                ],
                s,
              ),
            ),
          ],
          [
            '其他需要报告的事项',
            filled(['本年度未收取信息处理费。对公众通过留言、电话提出的{60~380}条建议逐条答复。'], s),
          ],
        ]),
      ];
    },
  );
  // The first sentence says the same every year: what counts are the numbers of publication and of requests.
  const told = report.body.split('\n').filter((line) => /^(?:主动公开|收到)政府信息/.test(line));
  return { ...report, summary: told.join('') };
}
