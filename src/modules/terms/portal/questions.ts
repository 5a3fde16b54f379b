import { DeadlineProblem } from '../../../law/terms/kinds/fields.ts';
import { findKind, KINDS } from '../../../law/terms/kinds/index.ts';
import type { Kind, KindGroup, Shape } from '../../../law/terms/kinds/kind.ts';

/** A question as the public page offers it: a kind in one of its shapes. */
export interface Offer {
  kind: Kind;
  shape: Shape;
  /** Heading of its page. */
  title: string;
  /** Query string of its form. */
  query: string;
}

function offerOf(kind: Kind, shape: Shape): Offer {
  const query = new URLSearchParams({ kind: kind.kind, ...(shape.key ? { shape: shape.key } : {}) });
  const title = shape.key === '' ? shape.title : `${kind.title}：${shape.title}`;
  return { kind, shape, title, query: query.toString() };
}

/** What the page offers in a group. */
export function offersOf(group: KindGroup): Offer[] {
  return KINDS.filter((k) => k.group === group).flatMap((kind) =>
    kind.shapes.filter((s) => !s.unlisted).map((shape) => offerOf(kind, shape)),
  );
}

/** The question that an address asks for; undefined for none of ours. */
export function findOffer(query: Readonly<Record<string, string>>): Offer | undefined {
  const kind = findKind(query.kind ?? '');
  const shape = kind?.shapes.find((s) => !s.unlisted && s.key === (query.shape ?? ''));
  return kind && shape && offerOf(kind, shape);
}

/** Names of the fields that a person fills in. */
export function askedFields(shape: Shape): string[] {
  return Object.entries(shape.fields)
    .filter(([name, f]) => !Object.hasOwn(shape.fixed, name) && !f.unlisted)
    .map(([name]) => name);
}

/** What was typed, as a question of the interface: what was left empty is null or missing, as its field allows. */
export function givenOf(shape: Shape, typed: Readonly<Record<string, string>>): Record<string, unknown> {
  const given: Record<string, unknown> = { ...shape.fixed };
  for (const name of askedFields(shape)) {
    const field = shape.fields[name];
    const value = typed[name]?.trim() ?? '';
    if (value === '') {
      if (field?.nullable) given[name] = null;
      else if (!field?.optional) throw new DeadlineProblem(`请填写${field?.label ?? ''}。`, name);
    } else if (field?.input === 'integer') given[name] = wholeNumber(value);
    else if (field?.input === 'integers')
      given[name] = value
        .split(/[\s,，、;；]+/)
        .filter(Boolean)
        .map(wholeNumber);
    else if (field?.input === 'choice') given[name] = field.choices?.find((c) => c === value) ?? value;
    else given[name] = value;
  }
  return given;
}

/** NaN for anything but digits; the field then says what it expects. */
function wholeNumber(text: string): number {
  return /^[0-9]{1,9}$/.test(text) ? Number(text) : Number.NaN;
}

/** A problem in the words of a page: without the names that the interface has for its fields, nor the label it stands at. */
export function pageMessage(problem: DeadlineProblem, label?: string): string {
  const plain = problem.message.replace(/（[a-z][a-z_\d]*）/g, '');
  const own = `“${label}”`;
  return label && plain.startsWith(own) ? plain.slice(own.length).trimStart() : plain;
}
