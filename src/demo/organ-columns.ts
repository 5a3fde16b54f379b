import type { Person } from '../core/index.ts';
import type { Day } from '../law/day.ts';
import { saveLeader, saveOrganPage } from '../modules/sites/index.ts';
import type { ChangeContext } from '../platform/change.ts';
import { newToken } from '../platform/crypto.ts';
import { WIDER_DUTIES } from './content/index.ts';
import type { DemoDuties, DemoOrganisation } from './content/types.ts';

/** Bodies whose 政府信息公开专栏 has a guide; the others still lack one, as their pages say. */
const WITH_GUIDE = ['mcszf', 'mcszfb', 'mcszjj', 'mcswjw', 'sqzzf'];
/** Of the wider city every so many lack it. */
const WITHOUT_GUIDE = 6;
const hasGuide = (code: string) => {
  const i = WIDER_DUTIES.findIndex((d) => d.organisation === code);
  return i < 0 ? WITH_GUIDE.includes(code) : i % WITHOUT_GUIDE !== WITHOUT_GUIDE - 1;
};

const RULES = [
  {
    title: '明川市人民政府办公室政府信息公开审查制度',
    body: [
      '第一条 为规范政府信息公开审查，依据《中华人民共和国政府信息公开条例》，制定本制度。',
      '第二条 公开政府信息遵循先审查、后公开和谁公开、谁审查的原则。起草人提出公开属性和理由，属性审查、保密审查、签发由不同的人逐项办理。',
      '第三条 不能确定是否可以公开的，报主管部门或者保密行政管理部门确定。',
      '第四条 审查记录随文件归档，保存期限与文件相同。',
      '第五条 本制度自印发之日起施行。',
    ],
  },
  {
    title: '明川市人民政府办公室依申请公开工作规程',
    body: [
      '第一条 收到申请当日登记。能够当场答复的，当场答复。',
      '第二条 申请内容不明确的，应当给予指导和释明，并在法定期限内一次性告知补正。',
      '第三条 涉及第三方合法权益的，书面征求第三方意见。',
      '第四条 答复前由政务公开科审核格式和救济告知，送达凭证归档。',
    ],
  },
];

function guideOf(o: DemoOrganisation, d: DemoDuties): string {
  return [
    `为方便公民、法人和其他组织获取${o.name}的政府信息，依据《中华人民共和国政府信息公开条例》编制本指南。`,
    '一、政府信息的分类和编排',
    '本机关主动公开的信息按条例第二十条列举的内容分类，在本专栏“法定主动公开内容”中查阅；每份文件有索引号，发布后不变。',
    '二、获取方式',
    '主动公开的信息可以在本网站检索、查阅和下载，也可以到市档案馆、市图书馆和政务服务中心的公开查阅点查阅。',
    '没有主动公开的信息，可以向本机关申请。申请采用书面形式；书面确有困难的，可以口头提出，由本机关工作人员代为填写。',
    '三、公开工作机构',
    `${d.office.name}，${o.address}，电话 ${o.phone}，传真 ${d.office.fax}，${o.officeHours}。`,
    '四、办理',
    '本机关收到申请后登记。能够当场答复的当场答复；不能当场答复的，在法定期限内答复。公开政府信息不收费；数量、频次明显超过合理范围的，可以收取信息处理费。',
    '五、监督和救济',
    '认为本机关没有依法公开的，可以向上一级机关或者政府信息公开工作主管部门投诉、举报，也可以依法申请行政复议或者提起行政诉讼。',
  ].join('\n');
}

/**
 * Fills the 政府信息公开专栏 of the demo bodies by the acts of the office, done by its own person.
 * @param city its bodies and who answers there
 * @param since day on which the leaders took office and the texts came into force
 */
export async function seedOrganColumns(
  ctx: Omit<ChangeContext, 'actor'>,
  actor: Person,
  city: { organisations: readonly DemoOrganisation[]; duties: readonly DemoDuties[] },
  since: Day,
): Promise<void> {
  const acting = { ...ctx, actor };
  const once = () => newToken();
  for (const d of city.duties) {
    const o = city.organisations.find((known) => known.code === d.organisation);
    if (!o) continue;
    const { code } = o;
    if (hasGuide(code))
      await saveOrganPage(acting, {
        code,
        kind: 'guide',
        title: `${o.shortName}政府信息公开指南`,
        body: guideOf(o, d),
        validFrom: since,
        pid: undefined,
        seen: 0,
        once: once(),
      });
    if (code === 'mcszfb')
      for (const rule of RULES)
        await saveOrganPage(acting, {
          code,
          kind: 'rule',
          title: rule.title,
          body: rule.body.join('\n'),
          validFrom: since,
          pid: undefined,
          seen: 0,
          once: once(),
        });
    for (const [i, l] of d.leaders.entries())
      await saveLeader(acting, {
        code,
        name: l.name,
        post: l.post,
        division: l.division,
        biography: '',
        inCharge: l.duty === 'deputy',
        sortOrder: (i + 1) * 10,
        since,
        pid: undefined,
        seen: 0,
        portrait: 'none',
        once: once(),
      });
  }
}
