import { LEADER_DUTIES, LEVELS, ORGANISATION_KINDS } from '../../../../core/index.ts';
import {
  type PortalFrame,
  type PublicOrganisation,
  portalPaths,
  publicOrganisationParts,
  readable,
} from '../../../../mechanisms/publication/index.ts';
import type { Face } from '../../../../platform/http/face.ts';
import { DataTable, KeyValue, MailAddress, Phone, SectionHead } from '../../../../ui/index.ts';
import { columnPage, organParams, readColumn } from './column.tsx';

/** Address and contacts. */
function Contacts({ o, home }: { o: PublicOrganisation; home: (code: string) => string }) {
  return (
    <section class="mc-docmeta" aria-label="机构信息">
      <KeyValue
        columns={2}
        rows={[
          ['办公地址', o.address],
          ['邮政编码', o.postcode],
          ['办公时间', o.officeHours],
          ['联系电话', o.phone && <Phone text={o.phone} />],
          ['传真', o.fax],
          ['电子邮箱', o.email && <MailAddress address={o.email} />],
          ['网址', /^https?:\/\//.test(o.website) ? <a href={o.website}>{o.website}</a> : o.website],
          [
            o.kind === 'public-enterprise' ? '主管部门' : '上级机构',
            o.parentCode && o.parentName && <a href={home(o.parentCode)}>{o.parentName}</a>,
          ],
        ]}
      />
    </section>
  );
}

/** 机构概况: duties, structure, who answers for disclosure, what it was called before (条例第二十条第二项). */
export function aboutPage(face: Face, frame: PortalFrame): void {
  face.page({
    path: '/organs/:code/about',
    access: { kind: 'public' },
    cache: 'revalidate',
    params: organParams,
    async render(ctx, { params: { code } }) {
      const paths = portalPaths(ctx.base.portal);
      const column = await readColumn(ctx, frame, code);
      const { o } = column;
      const parts = await publicOrganisationParts(ctx.db, code, ctx.today);
      const ended = o.validTo !== null && o.validTo < ctx.today;
      const year = ctx.today.slice(0, 4);
      return columnPage(ctx, frame, column, {
        part: '机构概况',
        current: paths.organPart(code, 'about'),
        children: (
          <section aria-labelledby="h-about">
            <h1 id="h-about" class="mc-h1">
              机构概况
            </h1>
            <p class="muted">
              {o.name} · {LEVELS[o.level]} · {ORGANISATION_KINDS[o.kind]}
            </p>
            {readable(ctx, {
              title: `${o.name}机构概况`,
              close: paths.organ(code),
              children: (
                <div class="mc-stack">
                  <Contacts o={o} home={paths.organ} />
                  {o.duties && (
                    <section aria-labelledby="h-duties">
                      <SectionHead title="机构职能" id="h-duties" />
                      <p>{o.duties}</p>
                    </section>
                  )}
                  {parts.leaders.length > 0 && (
                    <section aria-labelledby="h-leaders">
                      <SectionHead title="政务公开责任领导与分工" id="h-leaders" />
                      <DataTable
                        caption="政务公开责任领导与分工"
                        rows={parts.leaders}
                        columns={[
                          { label: '责任', cell: (l) => LEADER_DUTIES[l.duty], nowrap: true },
                          { label: '姓名', header: true, cell: (l) => l.name, nowrap: true },
                          { label: '职务', cell: (l) => l.post },
                          { label: '工作分工', cell: (l) => l.division || '—' },
                        ]}
                      />
                    </section>
                  )}
                  {parts.sections.length > 0 && (
                    <section aria-labelledby="h-sections">
                      <SectionHead title="内设机构" id="h-sections" />
                      <DataTable
                        caption="内设机构"
                        rows={parts.sections}
                        columns={[
                          { label: '名称', header: true, cell: (s) => s.name, nowrap: true },
                          { label: '职责', cell: (s) => s.duties || '—' },
                          {
                            label: '电话',
                            cell: (s) => (s.phone ? <Phone text={s.phone} /> : '—'),
                            nowrap: true,
                          },
                        ]}
                      />
                    </section>
                  )}
                  {!ended && parts.leaders.length > 0 && (
                    <section aria-labelledby="h-hearings">
                      <SectionHead title={`${year} 年听取公开工作汇报`} id="h-hearings" />
                      {parts.hearings.length === 0 ? (
                        <p class="muted">今年还没有听取记录。</p>
                      ) : (
                        <ul class="mc-plainlist">
                          {parts.hearings.map((h) => (
                            <li key={`${h.heardOn} ${h.minutesNumber}`}>
                              {h.heardOn} {h.minutesNumber}
                              {h.late && '（补录）'}
                              {h.note && <p class="muted mb-0">{h.note}</p>}
                            </li>
                          ))}
                        </ul>
                      )}
                    </section>
                  )}
                  {parts.group && (
                    <p>
                      <a href={paths.organGroup(code)}>{parts.group}</a>
                    </p>
                  )}
                  {parts.below.length > 0 && (
                    <section aria-labelledby="h-below">
                      <SectionHead title="下级机构" id="h-below" aside={`${parts.below.length} 个`} />
                      <ul class="mc-plainlist">
                        {parts.below.map((b) => (
                          <li key={b.code}>
                            <a href={paths.organ(b.code)}>{b.name}</a>
                          </li>
                        ))}
                      </ul>
                    </section>
                  )}
                  {parts.formerNames.length > 0 && (
                    <section aria-labelledby="h-names">
                      <SectionHead title="曾用名" id="h-names" />
                      <ul class="mc-plainlist">
                        {parts.formerNames.map((n) => (
                          <li key={n.validTo}>
                            {n.name} <span class="muted">至 {n.validTo}</span>
                          </li>
                        ))}
                      </ul>
                    </section>
                  )}
                </div>
              ),
            })}
          </section>
        ),
      });
    },
  });
}
