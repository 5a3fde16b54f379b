import { readPublicRules } from '../../../core/index.ts';
import { type PortalFrame, portalPaths, readable } from '../../../mechanisms/publication/index.ts';
import type { Face } from '../../../platform/http/face.ts';
import { KeyValue, Phone, SectionHead, Tag } from '../../../ui/index.ts';
import { CHANNELS } from '../channels.ts';
import { cityOffices } from '../store/public.ts';
import { plainPage } from './plain-page.tsx';

/** The channel to ask when nobody is known to take something; it does not refer to itself. */
const HOTLINE = 'hotline';

/** 群众诉求法定渠道: who takes what, on what ground, and how long it takes. */
export function channelPage(face: Face, frame: PortalFrame): void {
  face.page({
    path: '/channels',
    access: { kind: 'public' },
    cache: 'revalidate',
    async render(ctx) {
      const paths = portalPaths(ctx.base.portal);
      const [rules, offices] = await Promise.all([
        readPublicRules(ctx.db, ctx.today),
        cityOffices(ctx.db, ctx.today),
      ]);
      return plainPage(ctx, frame, {
        title: '群众诉求法定渠道',
        section: '/channels',
        lead: (
          <Phone
            text="有诉求，找哪里、依据什么、多久有结果。按事项选择；不清楚归哪个部门的，先拨 12345。"
            prose
          />
        ),
        description:
          '劳动社保、房屋拆迁、土地征收、移民安置等诉求的法定渠道，行政复议、行政诉讼、信访、仲裁的依据和期限',
        keywords: '法定渠道,行政复议,行政诉讼,信访,仲裁,12345',
        type: '办事服务',
        children: readable(ctx, {
          title: '群众诉求法定渠道',
          close: paths.home(),
          children: (
            <>
              <nav aria-label="事项" class="mc-anchors no-print">
                <ul>
                  {CHANNELS.map((c) => (
                    <li key={c.id}>
                      <a href={`#${c.id}`}>{c.title}</a>
                    </li>
                  ))}
                </ul>
              </nav>
              <div class="mc-stack">
                {CHANNELS.map((c) => {
                  const takers = c.offices ? offices.filter((o) => c.offices?.test(o.name)) : [];
                  const unknown =
                    c.offices && c.id !== HOTLINE ? (
                      <Phone text="不清楚受理机关的，拨打 12345 询问。" prose />
                    ) : undefined;
                  return (
                    <section key={c.id} id={c.id} aria-labelledby={`h-${c.id}`} class="mc-channel">
                      <SectionHead title={c.title} id={`h-${c.id}`} />
                      <p>{c.about}</p>
                      <ol>
                        {c.ways.map((way) => (
                          <li key={way}>
                            <Phone text={way} prose />
                          </li>
                        ))}
                      </ol>
                      <KeyValue
                        rows={[
                          ['依据', c.basis],
                          [
                            '期限',
                            c.terms ? (
                              <>
                                {c.terms(rules)}
                                {c.deadline && (
                                  <>
                                    {' '}
                                    <a href={`${ctx.base.portal}/deadlines?kind=${c.deadline}`}>
                                      算一算到哪一天
                                    </a>
                                  </>
                                )}
                              </>
                            ) : (
                              <Tag kind="mute" icon="info-circle">
                                以受理机关告知为准
                              </Tag>
                            ),
                          ],
                          [
                            '受理',
                            takers.length === 0 ? (
                              unknown
                            ) : (
                              <ul class="mc-plainlist">
                                {takers.map((o) => (
                                  <li key={o.code}>
                                    <a href={paths.organPart(o.code, 'about')}>{o.name}</a>
                                    <p class="mb-0">
                                      {o.phone && (
                                        <>
                                          电话 <Phone text={o.phone} />
                                        </>
                                      )}
                                      {o.address && <span class="muted">　{o.address}</span>}
                                    </p>
                                  </li>
                                ))}
                              </ul>
                            ),
                          ],
                        ]}
                      />
                    </section>
                  );
                })}
              </div>
            </>
          ),
        }),
      });
    },
  });
}
