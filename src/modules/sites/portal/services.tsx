import {
  type PortalFrame,
  portalPaths,
  SERVICES,
  type Service,
} from '../../../mechanisms/publication/index.ts';
import type { Face } from '../../../platform/http/face.ts';
import { Phone, SectionHead, Tag } from '../../../ui/index.ts';
import { cityDisclosureOffice } from '../store/public.ts';
import { plainPage } from './plain-page.tsx';

/** What a kind of service is about, what to do while it is not online, and what of it is not while the rest is. */
const KINDS: Readonly<Record<Service, { about: string; instead: string; rest?: string }>> = {
  query: { about: '查文件、查机构、查进度。', instead: '请到公开查阅点查阅。' },
  apply: {
    about: '依法向行政机关提出申请。',
    instead: '请当面提交或者邮寄。',
    rest: '申请公开政府信息（政府信息公开条例第二十七条）还不能在网上提交，请按制作该信息的机关的指南当面提交或者邮寄：',
  },
  handle: { about: '办理许可、确认等事项。', instead: '请到政务服务中心窗口办理，或者使用省政务服务网。' },
  consult: { about: '就政策和办事提问。', instead: '请拨打 12345，或者直接联系有关机关。' },
  feedback: { about: '对公开的信息提意见、指出错误。', instead: '请打电话告诉我们。' },
};

/** 办事互动: one entrance to what can be done online, and where to go for the rest. */
export function servicePage(face: Face, frame: PortalFrame): void {
  face.page({
    path: '/services',
    access: { kind: 'public' },
    cache: 'revalidate',
    async render(ctx) {
      const paths = portalPaths(ctx.base.portal);
      const office = await cityDisclosureOffice(ctx.db, ctx.today);
      const entries = frame.entries(ctx);
      const kinds = (Object.keys(SERVICES) as Service[]).map((kind) => ({
        kind,
        entries: entries.filter((e) => e.service === kind),
      }));
      return plainPage(ctx, frame, {
        title: '办事互动',
        section: '/services',
        lead: '能在网上办的，从这里进入；还不能的，告诉您找谁。',
        description: '信息查询、在线咨询、在线申请、在线办事、意见反馈的统一入口',
        keywords: '查询,咨询,申请,办事,反馈',
        type: '互动交流',
        children: (
          <div class="mc-stack">
            {kinds.map(({ kind, entries: open }) => (
              <section key={kind} aria-labelledby={`h-${kind}`}>
                <SectionHead
                  title={SERVICES[kind]}
                  id={`h-${kind}`}
                  aside={open.length === 0 ? <Tag kind="mute">尚未在网上开通</Tag> : KINDS[kind].about}
                />
                {open.length === 0 ? (
                  <p>
                    {KINDS[kind].about}目前不能在本平台办理。
                    <Phone text={KINDS[kind].instead} prose />
                    {office && (
                      <>
                        有疑问可联系{office.name}（
                        <a href={paths.organ(office.code)}>{office.organisation}</a>）
                        {office.phone && (
                          <>
                            ，电话 <Phone text={office.phone} />
                          </>
                        )}
                        {office.officeHours && `，${office.officeHours}`}。
                      </>
                    )}
                  </p>
                ) : (
                  <ul class="mc-entries">
                    {open.map((e) => (
                      <li key={e.path}>
                        <a href={e.href}>{e.label}</a>
                        <span>{e.note}</span>
                      </li>
                    ))}
                  </ul>
                )}
                {open.length > 0 && KINDS[kind].rest && (
                  <p>
                    {KINDS[kind].rest}
                    <a href={paths.organs()}>找到制作信息的机关</a>。
                  </p>
                )}
              </section>
            ))}
          </div>
        ),
      });
    },
  });
}
