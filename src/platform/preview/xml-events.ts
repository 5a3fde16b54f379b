import { decode } from '../xlsx/archive.ts';

/** A tag of an XML text. */
export interface XmlTag {
  /** Without the prefix of its namespace. */
  name: string;
  /** What stands behind the name. */
  inside: string;
  closing: boolean;
  /** It closes itself. */
  empty: boolean;
}

/**
 * Walks through an XML text once, forwards: tags, and the text between them with the five entities of XML and numbers
 * resolved. Nothing else is ever expanded or fetched. What is not well-formed is walked through all the same; a tag that
 * never ends ends the walk.
 * @param cursor told how far the walk has come
 */
export function* xmlEvents(xml: string, cursor: { at: number } = { at: 0 }): Generator<XmlTag | string> {
  while (cursor.at < xml.length) {
    const { at } = cursor;
    const open = xml.indexOf('<', at);
    if (open < 0) {
      cursor.at = xml.length;
      yield decode(xml.slice(at));
      return;
    }
    if (open > at) yield decode(xml.slice(at, open));
    if (xml.startsWith('<!--', open)) cursor.at = after(xml, '-->', open + 4);
    else if (xml.startsWith('<![CDATA[', open)) {
      const end = xml.indexOf(']]>', open);
      cursor.at = end < 0 ? xml.length : end + 3;
      yield xml.slice(open + 9, end < 0 ? xml.length : end);
    } else if (xml[open + 1] === '?' || xml[open + 1] === '!') cursor.at = after(xml, '>', open);
    else {
      const end = endOfTag(xml, open + 1);
      if (end < 0) return;
      cursor.at = end + 1;
      yield tagOf(xml.slice(open + 1, end));
    }
  }
}

function after(xml: string, mark: string, from: number): number {
  const found = xml.indexOf(mark, from);
  return found < 0 ? xml.length : found + mark.length;
}

/** Where the `>` stands that ends a tag: not one within quotes. */
function endOfTag(xml: string, from: number): number {
  for (let at = from; at < xml.length; at++) {
    const c = xml[at];
    if (c === '>') return at;
    if (c === '"' || c === "'") {
      at = xml.indexOf(c, at + 1);
      if (at < 0) return -1;
    }
  }
  return -1;
}

function tagOf(text: string): XmlTag {
  const closing = text.startsWith('/');
  const empty = text.endsWith('/');
  const body = text.slice(closing ? 1 : 0, empty ? -1 : undefined);
  const name = /^[^\s/]*/.exec(body)?.[0] ?? '';
  return { name: name.slice(name.indexOf(':') + 1), inside: body.slice(name.length), closing, empty };
}

/**
 * An attribute of a tag with its entities resolved; '' where it is missing.
 * @param name without prefix, or `:id` for one that must have a prefix
 */
export function attribute(tag: XmlTag, name: string): string {
  for (const [, key = '', double, single] of tag.inside.matchAll(/([^\s=]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g))
    if (key === name || (key.endsWith(name) && (name.startsWith(':') || key.at(-name.length - 1) === ':')))
      return decode(double ?? single ?? '');
  return '';
}

/** Reads on to the end of the element that has just begun, and gives nothing of it. */
export function skip(events: Generator<XmlTag | string>, begun: XmlTag): void {
  if (begun.empty) return;
  let depth = 1;
  for (let next = events.next(); !next.done; next = events.next()) {
    const event = next.value;
    if (typeof event === 'string' || event.empty) continue;
    depth += event.closing ? -1 : 1;
    if (depth === 0) return;
  }
}

/** The XML parts of an office file by their names; undefined for one that is not there. */
export type Parts = (name: string) => string | undefined;

/** Tags of a part with this name, in order. */
export function* tagsNamed(xml: string | undefined, name: string): Generator<XmlTag> {
  for (const event of xmlEvents(xml ?? ''))
    if (typeof event !== 'string' && !event.closing && event.name === name) yield event;
}

/** Where the relations of a part lead: id to the name of a part of the same file. */
export function relationsOf(parts: Parts, part: string): ReadonlyMap<string, string> {
  const [, folder = '', file = part] = /^(.*\/)?([^/]+)$/.exec(part) ?? [];
  const targets = new Map<string, string>();
  for (const tag of tagsNamed(parts(`${folder}_rels/${file}.rels`), 'Relationship'))
    targets.set(attribute(tag, 'Id'), within(folder, attribute(tag, 'Target')));
  return targets;
}

/** The name of a part that another names, from its folder (with a slash at the end) or, with a slash before it, from the top. */
export function within(folder: string, target: string): string {
  const steps = target.startsWith('/') ? [] : folder.split('/').filter(Boolean);
  for (const step of target.split('/').filter(Boolean))
    if (step === '..') steps.pop();
    else if (step !== '.') steps.push(step);
  return steps.join('/');
}
