import type { Day } from '../../../law/day.ts';
import {
  type PublicDocument,
  type PublicRelation,
  portalPaths,
  RELATION_KINDS,
  type RelationKind,
  VALIDITY,
  type Validity,
} from '../../../mechanisms/publication/index.ts';
import { SectionHead, Tag, Timeline } from '../../../ui/index.ts';

/** Headings of the related papers, in their order beside the text. */
const GROUPS: readonly { title: string; of: (r: PublicRelation) => boolean }[] = [
  { title: '政策解读', of: (r) => r.kind === 'interprets' },
  { title: '修订沿革', of: (r) => r.kind === 'repeals' || r.kind === 'amends' },
  { title: '依据与相关文件', of: (r) => r.kind === 'based-on' || r.kind === 'related' },
];

/** Of a related paper only what is unusual is said. */
const NOTHING_TO_SAY: readonly Validity[] = ['in-force', 'not-applicable'];

const word = (r: { kind: RelationKind; reverse: boolean }) =>
  RELATION_KINDS[r.kind][r.reverse ? 'reverse' : 'label'];

function stages(d: PublicDocument): { day: Day; text: string }[] {
  return [
    ...(d.writtenOn ? [{ day: d.writtenOn, text: '成文' }] : []),
    { day: d.publishedOn, text: '本文件发布' },
    ...(d.changeNote ? [{ day: d.editionOn, text: `更正：${d.changeNote}` }] : []),
    ...(d.effectiveOn ? [{ day: d.effectiveOn, text: '起施行' }] : []),
    ...(d.expiresOn ? [{ day: d.expiresOn, text: '有效期止' }] : []),
    ...(d.repealedOn ? [{ day: d.repealedOn, text: '废止' }] : []),
  ].sort((a, b) => (a.day < b.day ? -1 : Number(a.day > b.day)));
}

/** What stands beside a document: its days, related papers, columns, tags and the code to take it along. */
export function DocumentAside({
  d,
  relations,
  base,
  today,
  code,
}: {
  d: PublicDocument;
  relations: readonly PublicRelation[];
  base: string;
  today: Day;
  /** With the code of the address, which must exist. */
  code: boolean;
}) {
  const paths = portalPaths(base);
  return (
    <aside aria-label="相关信息" class="no-print">
      <SectionHead title="从成文到施行" level={2} />
      <Timeline
        items={stages(d).map((e) => ({
          time: e.day,
          text: e.text,
          ...(e.day > today ? { state: 'todo' as const } : {}),
        }))}
      />
      {GROUPS.map(({ title, of }) => {
        const some = relations.filter(of);
        if (some.length === 0) return null;
        return (
          <section key={title}>
            <SectionHead title={title} level={2} />
            <ul class="mc-plainlist">
              {some.map((r) => (
                <li key={`${r.kind}-${r.reverse}-${r.pid}`}>
                  <Tag kind="mute">{word(r)}</Tag> <a href={paths.document(r.pid)}>{r.title}</a>
                  {!NOTHING_TO_SAY.includes(r.validity) && <> （{VALIDITY[r.validity]}）</>}
                  {r.documentNumber && <span class="muted small"> {r.documentNumber}</span>}
                </li>
              ))}
            </ul>
          </section>
        );
      })}
      {d.columns.length > 0 && (
        <>
          <SectionHead title="所在栏目" level={2} />
          <ul class="mc-plainlist">
            {d.columns.map((c) => (
              <li key={c.path}>
                <a href={paths.column(c.path)}>{c.name}</a>
              </li>
            ))}
          </ul>
        </>
      )}
      {(d.regionName || d.tags.length > 0) && (
        <>
          <SectionHead title="地区和标签" level={2} />
          <p class="mc-tags">
            {d.regionName && <a href={paths.byRegion(d.region)}>{d.regionName}</a>}
            {d.tags.map((tag) => (
              <a key={tag} href={paths.byTag(tag)}>
                {tag}
              </a>
            ))}
          </p>
        </>
      )}
      {code && (
        <figure class="mc-qr">
          <img src={paths.qr(d.pid)} width="120" height="120" alt="本页网址的二维码" loading="lazy" />
          <figcaption>扫码在手机上阅读，分享给好友或朋友圈</figcaption>
        </figure>
      )}
    </aside>
  );
}
