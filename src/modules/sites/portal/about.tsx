import { toString as qrCode } from 'qrcode';
import { z } from 'zod';
import { type PortalFrame, portalPaths, readable } from '../../../mechanisms/publication/index.ts';
import { NotFound } from '../../../platform/errors.ts';
import type { Face } from '../../../platform/http/face.ts';
import { KeyValue, MailAddress, Phone, SectionHead } from '../../../ui/index.ts';
import { Paragraphs } from './paragraphs.tsx';
import { plainPage } from './plain-page.tsx';

/** What holds while the site has laid down nothing of its own. */
const STATEMENT =
  '本网站公布的政府信息由各公开主体依法审查后发布，文件以公开主体印发的正本为准。\n发现信息有误，请与公布该信息的机关联系，或者拨打本页的联系电话。';
const COPYRIGHT =
  '原创信息（本网站各公开主体制作或者最先发布）：转载须注明来源和网址，不得改动原意。\n转载的信息：版权属于原发布者，页面上注明来源；再次转载请向原发布者取得许可。\n国家机关的决议、决定、命令和其他具有立法、行政、司法性质的文件不受著作权限制，可以自由使用（著作权法第五条）。';

/** 关于本站: statement, copyright and reprints, contact, accounts to follow. */
export function aboutSitePages(face: Face, frame: PortalFrame): void {
  face.page({
    path: '/about',
    access: { kind: 'public' },
    cache: 'revalidate',
    async render(ctx) {
      const paths = portalPaths(ctx.base.portal);
      const site = await frame.site(ctx);
      const { facts } = site;
      return plainPage(ctx, frame, {
        title: '关于本站',
        lead: `${site.name}由${site.organisationName || '市人民政府'}主办${facts.operator ? `，${facts.operator}承办` : ''}。`,
        description: '网站声明、版权与转载、联系我们',
        keywords: '声明,版权,转载,联系',
        type: '概况信息',
        children: readable(ctx, {
          title: '关于本站',
          close: paths.home(),
          children: (
            <div class="mc-stack mc-measure">
              <section id="statement" aria-labelledby="h-statement">
                <SectionHead title="网站声明" id="h-statement" />
                <Paragraphs text={facts.statement || STATEMENT} />
              </section>
              <section id="copyright" aria-labelledby="h-copyright">
                <SectionHead title="版权与转载" id="h-copyright" />
                <Paragraphs text={facts.copyright || COPYRIGHT} />
              </section>
              <section id="contact" aria-labelledby="h-contact">
                <SectionHead title="联系我们" id="h-contact" />
                <KeyValue
                  rows={[
                    ['主办', site.organisationName],
                    ['承办', facts.operator],
                    ['电话', facts.phone && <Phone text={facts.phone} />],
                    ['地址', facts.address],
                    ['邮编', facts.postcode],
                    ['邮箱', facts.email && <MailAddress address={facts.email} />],
                    ['纠错', facts.findErrorUrl && <a href={facts.findErrorUrl}>我为政府网站找错</a>],
                  ]}
                />
                <p>
                  某个机关的事，请直接联系它：<a href={paths.organs()}>公开机构</a>。
                </p>
              </section>
              {facts.accounts && facts.accounts.length > 0 && (
                <section id="follow" aria-labelledby="h-follow">
                  <SectionHead title="关注我们" id="h-follow" />
                  <ul class="mc-follow">
                    {facts.accounts.map((account, index) => (
                      <li key={account.url}>
                        <img
                          src={paths.followCode(index)}
                          alt={`${account.label}的二维码`}
                          width="132"
                          height="132"
                        />
                        <a href={account.url}>{account.label}</a>
                      </li>
                    ))}
                  </ul>
                </section>
              )}
            </div>
          ),
        }),
      });
    },
  });

  face.page({
    path: '/about/:file',
    access: { kind: 'public' },
    cache: 'revalidate',
    params: z.object({ file: z.string().regex(/^follow-\d\.svg$/) }),
    async render(ctx, { params }) {
      const site = await frame.site(ctx);
      const account = site.facts.accounts?.[Number(params.file.slice(7, -4))];
      if (!account) throw new NotFound();
      const body = await qrCode(account.url, { type: 'svg', margin: 2 });
      return { kind: 'file', body, type: 'image/svg+xml; charset=utf-8' };
    },
  });
}
