import { type PortalParts, portalPaths, siteColumns } from '../../../mechanisms/publication/index.ts';
import { organParts } from '../store/public.ts';

/** Lasting pages of the site: columns, what stands alone, and the 专栏 of every organ with the parts it has. */
export const siteAddresses: NonNullable<PortalParts['addresses']> = async (ctx, site) => {
  const paths = portalPaths('');
  const [columns, organs] = await Promise.all([
    siteColumns(ctx.db, site.code, ctx.today),
    organParts(ctx.db, ctx.today),
  ]);
  return [
    paths.about(),
    paths.siteMap(),
    ...columns.map((c) => paths.column(c.path)),
    ...organs.flatMap((o) => [
      paths.organ(o.code),
      paths.organPart(o.code, 'about'),
      paths.organDocuments(o.code),
      ...(o.guide ? [paths.organPart(o.code, 'guide')] : []),
      ...(o.leaders ? [paths.organPart(o.code, 'leaders')] : []),
      ...(o.group ? [paths.organGroup(o.code)] : []),
      ...(o.rules.length > 0 ? [paths.organPart(o.code, 'rules')] : []),
      ...o.rules.map((pid) => paths.organRule(o.code, pid)),
    ]),
  ];
};
