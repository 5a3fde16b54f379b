import type { ComponentChildren, VNode } from 'preact';
import { chineseDay } from '../../law/day.ts';
import { DocumentList, Tag } from '../../ui/index.ts';
import type { PublicListItem } from './portal-reads.ts';
import { termPattern } from './search/excerpt.ts';
import type { portalPaths } from './urls.ts';
import { isInterpretation } from './validity.ts';
import { VALIDITY, type Validity } from './words.ts';

const TONES: Readonly<
  Record<
    Exclude<Validity, 'not-applicable'>,
    { kind: 'ok' | 'warn' | 'bad' | 'info' | 'mute'; icon: 'check' | 'clock' | 'ban' }
  >
> = {
  'in-force': { kind: 'ok', icon: 'check' },
  'not-yet-effective': { kind: 'info', icon: 'clock' },
  repealed: { kind: 'bad', icon: 'ban' },
  lapsed: { kind: 'mute', icon: 'ban' },
};

/**
 * The validity of a paper as a tag with its date, where the date says more than the word. What interprets a paper has no
 * force of its own that could be taken for the force of that paper; where validity is out of place nothing is said.
 */
export function ValidityTag({
  item,
}: {
  item: Pick<PublicListItem, 'title' | 'interpretation' | 'validity' | 'effectiveOn' | 'repealedOn'>;
}): VNode | null {
  const ended = item.validity === 'repealed' || item.validity === 'lapsed';
  if (isInterpretation(item) && !ended) return <Tag kind="info">解读</Tag>;
  if (item.validity === 'not-applicable') return null;
  const tone = TONES[item.validity];
  return (
    <Tag kind={tone.kind} icon={tone.icon}>
      {validityWords(item)}
    </Tag>
  );
}

/** The validity of a paper in words, with the day from which it has force; '' where validity is out of place. */
export function validityWords({
  validity,
  effectiveOn,
}: Pick<PublicListItem, 'validity' | 'effectiveOn'>): string {
  if (validity === 'not-applicable') return '';
  const from = validity === 'not-yet-effective' && effectiveOn ? `（${chineseDay(effectiveOn)}起施行）` : '';
  return VALIDITY[validity] + from;
}

/** Marks normalised terms in a text as it was written, in either width and case; the rest stays as it is. */
export function Highlighted({ text, terms }: { text: string; terms: readonly string[] }): VNode {
  const pattern = termPattern(terms);
  if (!pattern) return <>{text}</>;
  const parts: ComponentChildren[] = [];
  let end = 0;
  for (const m of text.matchAll(pattern)) {
    parts.push(text.slice(end, m.index), <mark key={m.index}>{m[0]}</mark>);
    end = m.index + m[0].length;
  }
  return (
    <>
      {parts}
      {text.slice(end)}
    </>
  );
}

/**
 * Documents in a list of the portal.
 * @param props.ofOne they are all of one organ, whose name stands above them already
 * @param props.beside what else stands with the facts of each
 */
export function PublicList(props: {
  items: readonly PublicListItem[];
  paths: ReturnType<typeof portalPaths>;
  ofOne?: boolean;
  beside?: (d: PublicListItem) => ComponentChildren;
}): VNode {
  return (
    <DocumentList
      items={props.items.map((d) => ({
        title: d.title,
        href: props.paths.document(d.pid),
        tags: <ValidityTag item={d} />,
        meta: [d.documentNumber, !props.ofOne && d.ownerName, d.publishedOn, props.beside?.(d)],
      }))}
    />
  );
}
