import { attribute, xmlEvents } from './xml-events.ts';

/** What of a style matters here. */
interface Style {
  basedOn: string;
  /** Depth of the heading, from 1. */
  heading: number | undefined;
  list: string;
  level: number;
}

/** Headings and lists that a paragraph has from its style. */
export class WordStyles {
  readonly #styles = new Map<string, Style>();

  /** @param xml the part `styles.xml`, where there is one */
  constructor(xml: string | undefined) {
    let style: Style | undefined;
    for (const tag of xmlEvents(xml ?? '')) {
      if (typeof tag === 'string' || tag.closing) continue;
      const value = () => attribute(tag, 'val');
      if (tag.name === 'style') {
        style = { basedOn: '', heading: undefined, list: '', level: 0 };
        if (attribute(tag, 'type') !== 'character') this.#styles.set(attribute(tag, 'styleId'), style);
      } else if (!style) continue;
      else if (tag.name === 'basedOn') style.basedOn = value();
      else if (tag.name === 'name') style.heading = headingNamed(value()) ?? style.heading;
      else if (tag.name === 'outlineLvl') style.heading = outline(value()) ?? style.heading;
      else if (tag.name === 'numId') style.list = value();
      else if (tag.name === 'ilvl') style.level = Number(value()) || 0;
    }
  }

  /** What a paragraph of this style is, with what its style stands on. */
  of(id: string): { heading: number | undefined; list: string; level: number } {
    let heading: number | undefined;
    let list = '';
    let level = 0;
    let name = id;
    // A style may stand on another, and a file may let them go in a circle.
    for (let depth = 0; name && depth < 10; depth++) {
      const style = this.#styles.get(name);
      if (!style) break;
      heading ??= style.heading;
      if (!list && style.list) [list, level] = [style.list, style.level];
      name = style.basedOn;
    }
    return { heading, list, level };
  }
}

/** The depth that an outline level stands for: 0 is the first, 9 is the text. */
export function outline(value: string): number | undefined {
  return /^[0-8]$/.test(value) ? Number(value) + 1 : undefined;
}

function headingNamed(name: string): number | undefined {
  if (/^(?:title|标题)$/i.test(name)) return 1;
  const depth = /^(?:heading|标题)\s*([1-9])$/i.exec(name)?.[1];
  return depth ? Number(depth) : undefined;
}
