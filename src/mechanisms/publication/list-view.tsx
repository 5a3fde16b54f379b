import type { VNode } from 'preact';
import { chineseDay } from '../../law/day.ts';
import { DocumentList, Tag } from '../../ui/index.ts';
import type { PublicListItem } from './portal-reads.ts';
import type { portalPaths } from './urls.ts';
import { VALIDITY, type Validity } from './words.ts';

const TONES: Readonly<
  Record<Validity, { kind: 'ok' | 'warn' | 'bad' | 'info' | 'mute'; icon: 'check' | 'clock' | 'ban' }>
> = {
  'in-force': { kind: 'ok', icon: 'check' },
  'not-yet-effective': { kind: 'info', icon: 'clock' },
  repealed: { kind: 'bad', icon: 'ban' },
  lapsed: { kind: 'mute', icon: 'ban' },
};

/** The validity of a paper as a tag with its date, where the date says more than the word. */
export function ValidityTag({
  item,
}: {
  item: Pick<PublicListItem, 'validity' | 'effectiveOn' | 'repealedOn'>;
}): VNode {
  const tone = TONES[item.validity];
  const more =
    item.validity === 'not-yet-effective' && item.effectiveOn
      ? `（${chineseDay(item.effectiveOn)}起施行）`
      : '';
  return (
    <Tag kind={tone.kind} icon={tone.icon}>
      {VALIDITY[item.validity]}
      {more}
    </Tag>
  );
}

/** Marks the terms in a text; the rest stays as it is. Terms are in normalised form; the text may differ in case only. */
export function Highlighted({ text, terms }: { text: string; terms: readonly string[] }): VNode {
  const wanted = terms.filter(Boolean).map((t) => t.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  if (wanted.length === 0) return <>{text}</>;
  const parts = text.split(new RegExp(`(${wanted.join('|')})`, 'gi'));
  return <>{parts.map((part, i) => (i % 2 === 1 ? <mark key={i}>{part}</mark> : part))}</>;
}

/** Documents in a list of the portal. */
export function PublicList(props: {
  items: readonly (PublicListItem & { snippet?: string })[];
  paths: ReturnType<typeof portalPaths>;
  terms?: readonly string[];
}): VNode {
  return (
    <DocumentList
      items={props.items.map((d) => ({
        title: <Highlighted text={d.title} terms={props.terms ?? []} />,
        href: props.paths.document(d.pid),
        tags: <ValidityTag item={d} />,
        meta: [d.documentNumber, d.ownerName, d.publishedOn],
        ...(d.snippet
          ? { snippet: <Highlighted text={`……${d.snippet}……`} terms={props.terms ?? []} /> }
          : {}),
      }))}
    />
  );
}
