import type { ComponentChildren } from 'preact';
import { readPublicRules } from '../../../core/index.ts';
import { readFigure } from '../../../mechanisms/figure/index.ts';
import {
  HotWords,
  hotWords,
  newestPapers,
  type PortalFrame,
  PublicList,
  portalPaths,
  publishedDocuments,
  publishedLately,
  RIGHTS,
  type Right,
  siteColumns,
  THEMES,
  wholeFacets,
} from '../../../mechanisms/publication/index.ts';
import type { Face } from '../../../platform/http/face.ts';
import type { RequestContext } from '../../../platform/http/route.ts';
import { Empty, Icon, type IconName, Phone, SearchForm, SectionHead } from '../../../ui/index.ts';
import { type CityOffice, cityDisclosureOffice, frequentTags } from '../store/public.ts';
import { Classes } from './browse.tsx';

/** Tags and columns that the home page shows. */
const TAGS = 12;

const RIGHT_LOOKS: Readonly<Record<Right, { icon: IconName; about: string; instead: string }>> = {
  know: { icon: 'eye', about: '查文件、查机构、查公示', instead: '请到公开查阅点查阅。' },
  participate: {
    icon: 'users',
    about: '对草案和决定提意见',
    instead: '网上征求意见尚未开通。正在征求意见的事项，请按公告中的方式反映，或者致电',
  },
  express: {
    icon: 'message-circle',
    about: '提意见和建议，查阅更正本人信息',
    instead: '网上信箱尚未开通。请拨打 12345，或者致电',
  },
  supervise: { icon: 'shield-check', about: '核对期限，反映没做好的', instead: '网上监督尚未开通。请致电' },
};

/** 知情、参与、表达、监督: only what exists; a right without an entry says where to go instead. */
function FourRights({ ctx, frame, office }: { ctx: RequestContext; frame: PortalFrame; office: Office }) {
  const entries = frame.entries(ctx);
  return (
    <section class="mc-sec" aria-label="四项权利入口">
      <div class="mc-rights">
        {(Object.keys(RIGHTS) as Right[]).map((right) => {
          const look = RIGHT_LOOKS[right];
          const open = entries.filter((e) => e.right === right);
          return (
            <div key={right}>
              <h2>
                <Icon name={look.icon} /> {RIGHTS[right]}
              </h2>
              <p>{look.about}</p>
              {open.length > 0 ? (
                <ul>
                  {open.map((e) => (
                    <li key={e.href}>
                      <a href={e.href}>{e.label}</a>
                    </li>
                  ))}
                </ul>
              ) : (
                <p class="mb-0">
                  <Phone text={look.instead} prose />
                  {office && (
                    <>
                      <a href={portalPaths(ctx.base.portal).organ(office.code)}>{office.name}</a>
                      {office.phone && (
                        <>
                          （
                          <Phone text={office.phone} />）
                        </>
                      )}
                      。
                    </>
                  )}
                </p>
              )}
            </div>
          );
        })}
      </div>
    </section>
  );
}

type Office = Pick<CityOffice, 'code' | 'name' | 'phone'> | undefined;

/** The numbers of the page; each opens to what it counts. */
function Numbers({
  items,
}: {
  items: readonly { label: string; unit: string; value: number; href: string }[];
}) {
  return (
    <ul class="mc-numbers">
      {items.map((n) => (
        <li key={n.label}>
          <a href={n.href}>
            <b>{n.value}</b> {n.unit}
            <span>{n.label}</span>
          </a>
        </li>
      ))}
    </ul>
  );
}

/** How to ask for what is not on the site. */
function Ask({ ctx, asks }: { ctx: RequestContext; asks: ComponentChildren }) {
  const paths = portalPaths(ctx.base.portal);
  return (
    <section class="mc-ask mc-sec" aria-labelledby="h-ask">
      <h2 id="h-ask">没有找到？</h2>
      {asks}
      <p class="mc-buttons mb-0">
        <a class="btn btn-primary" href={paths.organs()}>
          <Icon name="building" /> 找到制作信息的机关
        </a>
        <a class="btn" href={`${ctx.base.portal}/privacy`}>
          <Icon name="user-check" /> 查阅、更正本人信息
        </a>
        <a class="btn" href={paths.services()}>
          <Icon name="list" /> 全部办事互动
        </a>
      </p>
    </section>
  );
}

/** The home page: search first, the four rights, the latest papers, what the modules bring, classes. */
export function homePages(face: Face, frame: PortalFrame): void {
  face.page({
    path: '/',
    access: { kind: 'public' },
    cache: 'revalidate',
    async render(ctx) {
      const site = await frame.site(ctx);
      const paths = portalPaths(ctx.base.portal);
      const { today } = ctx;
      const scope = { site: site.code, today };
      const [latest, total, fresh, columns, counts, tags, office, rules, boards, hot] = await Promise.all([
        newestPapers(ctx.db, 'policy', { today, most: 7 }),
        readFigure(ctx.db, publishedDocuments, scope, ctx.base.portal),
        readFigure(ctx.db, publishedLately, scope, ctx.base.portal),
        siteColumns(ctx.db, site.code, today),
        wholeFacets(ctx.db, today),
        frequentTags(ctx.db, TAGS),
        cityDisclosureOffice(ctx.db, today),
        readPublicRules(ctx.db, today),
        frame.boards(ctx),
        hotWords(ctx.db),
      ]);
      const filled = columns.filter((c) => c.documents > 0);
      const themes = THEMES.flatMap((theme) => {
        const documents = counts.theme.get(theme);
        return documents ? [{ label: theme, href: paths.documents({ theme }), documents }] : [];
      });
      const inForce = {
        label: '现行有效',
        unit: '件',
        value: counts.validity.get('in-force') ?? 0,
        href: paths.documents({ validity: 'in-force' }),
      };
      const named: Office = office && { ...office, name: office.organisation };
      return frame.page(ctx, {
        title: '首页',
        section: '/',
        search: false,
        feed: { path: '/feeds/documents' },
        column: {
          name: '首页',
          description: site.tagline || site.name,
          keywords: '政府信息公开,政策文件,政务公开',
          type: '首页',
        },
        children: (
          <main id="main" class="mc-main" tabindex={-1}>
            <section class="mc-hero">
              <div class="mc-wrap g">
                <div>
                  <h1>想了解政府的哪件事？</h1>
                  <SearchForm
                    action={paths.search()}
                    id="q"
                    label="搜索政府信息"
                    placeholder="如：租房 公积金"
                  />
                  <HotWords words={hot} href={paths.search} />
                  {tags.length > 0 && (
                    <p class="mc-hot">
                      <span>常见标签：</span>
                      {tags.slice(0, 6).map((t) => (
                        <a key={t.value} href={paths.documents({ tag: t.value })}>
                          {t.value}
                        </a>
                      ))}
                    </p>
                  )}
                </div>
                <section class="mc-figures" aria-labelledby="h-numbers">
                  <h2 id="h-numbers">公开情况</h2>
                  <Numbers items={[fresh, total, inForce]} />
                </section>
              </div>
            </section>
            <div class="mc-wrap">
              <FourRights ctx={ctx} frame={frame} office={named} />
              <div class="mc-2 mc-sec">
                <section aria-labelledby="h-latest">
                  <SectionHead
                    title="最新政策"
                    id="h-latest"
                    aside={<a href={paths.documents({ effect: 'normative-document' })}>行政规范性文件 ›</a>}
                  />
                  {latest.length === 0 ? (
                    <Empty title="近两年没有公开政策文件。" />
                  ) : (
                    <PublicList items={latest} paths={paths} />
                  )}
                </section>
                <aside aria-label="栏目">
                  {filled.length > 0 && (
                    <section aria-labelledby="h-columns">
                      <SectionHead
                        title="栏目"
                        id="h-columns"
                        aside={<a href={paths.organs()}>按机构查看 ›</a>}
                      />
                      <ul class="mc-plainlist">
                        {filled.map((c) => (
                          <li key={c.path} class={c.parentPath ? 'sub' : undefined}>
                            <a href={paths.column(c.path)}>
                              {c.name} <span class="ct">（{c.documents}）</span>
                            </a>
                          </li>
                        ))}
                      </ul>
                    </section>
                  )}
                </aside>
              </div>
              {boards.length > 0 && <div class="mc-sec mc-boards">{boards}</div>}
              {themes.length > 0 && (
                <section class="mc-sec" aria-labelledby="h-themes">
                  <SectionHead
                    title="按主题浏览"
                    id="h-themes"
                    aside={<a href={paths.browse()}>全部分类 ›</a>}
                  />
                  <Classes items={themes} />
                </section>
              )}
              <Ask
                ctx={ctx}
                asks={
                  <p>
                    公民、法人和其他组织可以依法申请公开，不需要说明用途。机关自收到申请之日起{' '}
                    <b>{rules.reply} 个工作日</b>内答复；需要延长的，最多再延长 {rules['reply-extension']}{' '}
                    个工作日，并会告知您（政府信息公开条例第三十三条）。
                  </p>
                }
              />
            </div>
          </main>
        ),
      });
    },
  });
}
