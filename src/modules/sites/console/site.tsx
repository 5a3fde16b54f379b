import { z } from 'zod';
import { type ConsoleFrame, personOf } from '../../../core/index.ts';
import type { HomeWidget } from '../../../mechanisms/procedure/index.ts';
import type { FollowedAccount, SiteFacts } from '../../../mechanisms/publication/index.ts';
import { NotFound } from '../../../platform/errors.ts';
import type { Face } from '../../../platform/http/face.ts';
import { publicTextField, textField } from '../../../platform/http/messages.ts';
import { type FormState, newForm, type RequestContext } from '../../../platform/http/route.ts';
import {
  Empty,
  ErrorSummary,
  Hidden,
  Note,
  Panel,
  PostForm,
  SubmitButton,
  TextArea,
  TextField,
} from '../../../ui/index.ts';
import { saveSite } from '../acts.ts';
import { missingFacts } from '../facts.ts';
import { type SiteRow, sitesOf } from '../store/office.ts';
import { doneQuery, seenField, webField } from './fields.ts';
import { doneNotice, sitesPaths } from './paths.ts';

const LABELS = {
  name: '站点名称',
  tagline: '标语',
  operator: '承办单位',
  siteCode: '网站标识码',
  icp: 'ICP 备案号',
  police: '公安备案号',
  policeUrl: '公安备案链接',
  partyMarkUrl: '党政机关网站标识链接',
  findErrorUrl: '“我为政府网站找错”链接',
  phone: '联系电话',
  address: '地址',
  postcode: '邮政编码',
  email: '电子邮箱',
  statement: '网站声明',
  copyright: '版权与转载',
  accounts: '关注我们',
};
type Field = keyof typeof LABELS;
/** Accounts to follow: as many as one digit can number. */
const ACCOUNTS = 6;

/** One account per line: its name, a blank, its address. */
const accountsField = z
  .string()
  .default('')
  .transform((text, ctx): FollowedAccount[] => {
    const lines = text
      .split('\n')
      .map((l) => l.trim())
      .filter(Boolean);
    const fault = (message: string) => {
      ctx.addIssue({ code: 'custom', message });
      return z.NEVER;
    };
    if (lines.length > ACCOUNTS) return fault(`最多 ${ACCOUNTS} 个账号，现在是 ${lines.length} 个，请删减。`);
    const accounts: FollowedAccount[] = [];
    for (const line of lines) {
      const parts = /^(\S.{0,29}?)\s+(https?:\/\/\S{3,500})$/.exec(line);
      if (!parts?.[1] || !parts[2] || !URL.canParse(parts[2]))
        return fault(`“${line.slice(0, 20)}”不能识别。请每行写一个：名称、空格、以 https:// 开头的网址。`);
      accounts.push({ label: parts[1], url: new URL(parts[2]).href });
    }
    return accounts;
  });

function valuesOf({ name, tagline, facts }: SiteRow): FormState['values'] {
  const { accounts, demo: _, ...texts } = facts;
  return {
    name,
    tagline,
    ...texts,
    accounts: (accounts ?? []).map((a) => `${a.label} ${a.url}`).join('\n'),
  };
}

async function siteOf(ctx: RequestContext, act: string): Promise<SiteRow | undefined> {
  return (await sitesOf(ctx.db, personOf(ctx).scope(act)))[0];
}

/** 站点设置: what law asks of the foot of the site, its texts, its accounts; what is missing is listed. */
export function sitePages(face: Face, frame: ConsoleFrame): void {
  const show = async (ctx: RequestContext, entered?: FormState, done?: string) => {
    const paths = sitesPaths(ctx.base.console);
    const site = await siteOf(ctx, 'site.read');
    const form = entered ?? newForm(site ? valuesOf(site) : {});
    const missing = site ? missingFacts(site.facts) : [];
    const text = (name: Field, more: object = {}) => (
      <TextField name={name} label={LABELS[name]} form={form} {...more} />
    );
    return frame.page(ctx, {
      title: '站点设置',
      section: '/site',
      notice: doneNotice(done),
      heading: { h1: '站点设置', ...(site ? { note: site.name } : {}) },
      children: site ? (
        <>
          <ErrorSummary form={form} labels={LABELS} />
          {missing.length > 0 && !entered && (
            <div class="mb">
              <Note kind="warn" title={`缺少 ${missing.length} 项政府网站应有的内容`}>
                <p class="mb-0">{missing.join('、')}。请补齐；没有填写的不在页脚显示。</p>
              </Note>
            </div>
          )}
          <PostForm action={paths.site()} once={ctx.session?.once() ?? ''} guard label="站点设置">
            <Hidden name="seen" value={site.version} />
            <div class="mc-g">
              <Panel title="名称">
                <div class="mc-fields">
                  {text('name', { required: true })}
                  {text('tagline')}
                  {text('operator')}
                </div>
              </Panel>
              <Panel title="页脚标识" aside="国办发〔2017〕47号">
                <div class="mc-fields">
                  {text('siteCode', { hint: '10 位，也写入每一页的 SiteIDCode。' })}
                  {text('icp', { hint: '例如 明ICP备00000000号。' })}
                  {text('police', { hint: '例如 明公网安备 00000000000000号。' })}
                  {text('policeUrl', { type: 'url' })}
                  {text('partyMarkUrl', { type: 'url' })}
                  {text('findErrorUrl', { type: 'url' })}
                </div>
              </Panel>
              <Panel title="联系方式">
                <div class="mc-fields">
                  {text('phone')}
                  {text('address')}
                  {text('postcode', { inputmode: 'numeric' })}
                  {text('email', { type: 'email', hint: '页面上不以完整地址出现，以防被程序收集。' })}
                </div>
              </Panel>
              <Panel title="声明和账号">
                <TextArea
                  name="statement"
                  label={LABELS.statement}
                  form={form}
                  rows={4}
                  maxLength={2000}
                  hint="一行一段；空着用通用的文字。"
                />
                <TextArea
                  name="copyright"
                  label={LABELS.copyright}
                  form={form}
                  rows={4}
                  maxLength={2000}
                  hint="请分别说明原创信息和转载信息；空着用通用的文字。"
                />
                <TextArea
                  name="accounts"
                  label={LABELS.accounts}
                  form={form}
                  rows={3}
                  hint={`每行一个：名称、空格、网址。页面上生成二维码，最多 ${ACCOUNTS} 个。`}
                />
              </Panel>
            </div>
            <div class="mc-formfoot">
              <SubmitButton icon="check">保存</SubmitButton>
            </div>
          </PostForm>
        </>
      ) : (
        <Empty title="您的管理范围内没有站点。" />
      ),
    });
  };

  face.page({
    path: '/site',
    access: { kind: 'act', act: 'site.read' },
    query: doneQuery,
    render: (ctx, { query }) => show(ctx, undefined, query.done),
  });
  face.form({
    path: '/site',
    access: { kind: 'act', act: 'site.save' },
    token: 'once',
    labels: LABELS,
    body: z.object({
      seen: seenField,
      name: textField(60, { required: true }),
      tagline: publicTextField(60),
      operator: textField(60),
      siteCode: textField(10).refine(
        (s) => s === '' || /^[0-9A-Za-z]{10}$/.test(s),
        '网站标识码是 10 位数字或字母，请核对。',
      ),
      icp: textField(60),
      police: textField(60),
      policeUrl: webField(LABELS.policeUrl),
      partyMarkUrl: webField(LABELS.partyMarkUrl),
      findErrorUrl: webField(LABELS.findErrorUrl),
      phone: textField(100),
      address: textField(200),
      postcode: textField(6).refine((s) => s === '' || /^\d{6}$/.test(s), '邮政编码应为 6 位数字。'),
      email: textField(100).refine(
        (s) => s === '' || /^[^\s@]{1,64}@[^\s@]+\.[^\s@]+$/.test(s),
        '电子邮箱应写成 name@example.cn 的形式。',
      ),
      statement: publicTextField(2000, { contact: true }),
      copyright: publicTextField(2000, { contact: true }),
      accounts: accountsField,
    }),
    async submit(ctx, { body: { seen, name, tagline, ...facts }, once }) {
      const site = await siteOf(ctx, 'site.save');
      if (!site) throw new NotFound('您的管理范围内没有站点。');
      const given = Object.entries(facts).filter(([, value]) => value.length > 0);
      await saveSite(
        { ...ctx, actor: personOf(ctx) },
        {
          code: site.code,
          name,
          tagline,
          facts: Object.fromEntries(given) as Omit<SiteFacts, 'demo'>,
          seen,
          once,
        },
      );
      return { kind: 'redirect', to: `${sitesPaths(ctx.base.console).site()}?done=site` };
    },
    again: (ctx, _input, form) => show(ctx, form),
  });
}

/** Reminds those who run the site of what law asks for and is not there. */
export const siteWidget: HomeWidget = {
  order: 80,
  act: 'site.save',
  async render(ctx) {
    const site = await siteOf(ctx, 'site.save');
    const missing = site ? missingFacts(site.facts) : [];
    if (missing.length === 0) return undefined;
    return (
      <Panel title="网站页脚缺少应有的内容">
        <p class="mb-0">
          {missing.join('、')}。<a href={sitesPaths(ctx.base.console).site()}>去补齐</a>
        </p>
      </Panel>
    );
  },
};
