import { readPublicRules } from '../../../../core/index.ts';
import {
  documentList,
  GROUNDS,
  type Ground,
  listQuery,
  type PortalFrame,
  PublicList,
  portalPaths,
  publicDocuments,
} from '../../../../mechanisms/publication/index.ts';
import type { Face } from '../../../../platform/http/face.ts';
import { Empty, Phone, SectionHead } from '../../../../ui/index.ts';
import { columnPage, documentsOf, organParams, readColumn } from './column.tsx';

/** The home of an organ's 专栏: welcome, the latest, and how to ask for what is not there. */
function homePage(face: Face, frame: PortalFrame): void {
  face.page({
    path: '/organs/:code',
    access: { kind: 'public' },
    cache: 'revalidate',
    params: organParams,
    async render(ctx, { params: { code } }) {
      const paths = portalPaths(ctx.base.portal);
      const column = await readColumn(ctx, frame, code);
      const { o } = column;
      const site = await frame.site(ctx);
      const [latest, rules] = await Promise.all([
        publicDocuments(ctx.db, { site: site.code, owner: code, page: 1, size: 10 }, ctx.today),
        readPublicRules(ctx.db, ctx.today),
      ]);
      const guide = column.pages.find((p) => p.kind === 'guide');
      const asked = column.entries.find((e) => e.branch === 'on-request');
      const phone = o.office?.phone ?? o.phone;
      return columnPage(ctx, frame, column, {
        current: paths.organ(code),
        children: (
          <>
            <p class="mc-welcome">
              欢迎您访问{o.name}政府信息公开专栏。这里公布本机关依法主动公开的信息，共 {documentsOf(column)}{' '}
              件；没有找到的，可以依法申请公开。
            </p>
            <section aria-labelledby="h-latest">
              <SectionHead
                title="最新公开"
                id="h-latest"
                aside={<a href={paths.organDocuments(code)}>全部文件 ›</a>}
              />
              {latest.length === 0 ? (
                <Empty title="这个机构还没有公开文件。" />
              ) : (
                <PublicList items={latest} paths={paths} ofOne />
              )}
            </section>
            <section id="on-request" aria-labelledby="h-request" class="mc-ask">
              <h2 id="h-request">没有找到？可以依法申请公开</h2>
              <p>
                公民、法人和其他组织都可以申请，不需要说明用途。请写明姓名或者名称、身份证明、联系方式，所需信息的名称、文号或者便于查询的其他特征，以及希望以什么形式获取（政府信息公开条例第二十九条）。
                本机关收到申请后能当场答复的当场答复，否则在 {rules.reply}{' '}
                个工作日内答复；需要延长的，最多再延长 {rules['reply-extension']}{' '}
                个工作日，并会告知您（第三十三条）。
              </p>
              {asked ? (
                <p class="mb-0">
                  <a class="btn btn-primary" href={asked.href}>
                    {asked.label}
                  </a>
                </p>
              ) : (
                <p>
                  本机关尚未开通网上申请。请当面提交，或者邮寄、传真给
                  <a href="#h-office">政府信息公开工作机构</a>
                  {phone && (
                    <>
                      （电话 <Phone text={phone} />）
                    </>
                  )}
                  。
                </p>
              )}
              {guide && (
                <p class="mb-0">
                  <a href={paths.organPart(code, 'guide')}>查看公开指南</a>
                </p>
              )}
            </section>
          </>
        ),
      });
    },
  });
}

/** The documents of an organ, all or of one item of article 20, with filters. */
function documentsPage(face: Face, frame: PortalFrame): void {
  face.page({
    path: '/organs/:code/documents',
    access: { kind: 'public' },
    cache: 'revalidate',
    params: organParams,
    query: listQuery,
    async render(ctx, { params: { code }, query }) {
      const paths = portalPaths(ctx.base.portal);
      const column = await readColumn(ctx, frame, code);
      const site = await frame.site(ctx);
      const ground: Ground | undefined =
        query.ground && GROUNDS[query.ground].attribute === 'proactive' ? query.ground : undefined;
      const title = ground ? GROUNDS[ground].label : '全部公开文件';
      const list = await documentList(ctx, {
        path: paths.organDocuments(code),
        label: title,
        within: { site: site.code, owner: code, ...(ground ? { ground } : {}) },
        query,
        keep: ground ? { ground } : {},
        empty: '这个机构还没有公开这类文件。',
      });
      return columnPage(ctx, frame, column, {
        part: title,
        current: paths.organDocuments(code, ground ? { ground } : {}),
        feed: list.feed,
        children: (
          <section aria-labelledby="h-list">
            <h1 id="h-list" class="mc-h1">
              {title}
            </h1>
            {ground && <p class="muted">{GROUNDS[ground].article}</p>}
            {list.content}
          </section>
        ),
      });
    },
  });
}

/** Home and lists of an organ's 专栏. */
export function organHomePages(face: Face, frame: PortalFrame): void {
  homePage(face, frame);
  documentsPage(face, frame);
}
