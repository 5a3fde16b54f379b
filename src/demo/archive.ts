import { strToU8, zipSync } from 'fflate';

/** The line that every part of an office file begins with. */
export const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>';
/** The names that parts of Office Open XML refer to each other by. */
export const OFFICE = 'http://schemas.openxmlformats.org';
export const RELATION = `${OFFICE}/officeDocument/2006/relationships`;

/** A text as it stands between tags. */
export const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

/** An office file of these parts. */
export function archive(parts: Readonly<Record<string, string>>): Buffer {
  // A fixed day: the same demo file has the same bytes every time.
  const mtime = '1980-01-01T00:00:00';
  return Buffer.from(
    zipSync(
      Object.fromEntries(Object.entries(parts).map(([name, text]) => [name, [strToU8(text), { mtime }]])),
    ),
  );
}

/** The part that lists what a part refers to: by id the kind and the address of each. */
export function relations(
  targets: Readonly<Record<string, readonly [kind: string, target: string]>>,
): string {
  const all = Object.entries(targets).map(
    ([id, [kind, target]]) => `<Relationship Id="${id}" Type="${RELATION}/${kind}" Target="${target}"/>`,
  );
  return `${XML}<Relationships xmlns="${OFFICE}/package/2006/relationships">${all.join('')}</Relationships>`;
}

/** The part that names the kinds of the others. */
export function contentTypes(kinds: Readonly<Record<string, string>>): string {
  const all = Object.entries(kinds).map(
    ([name, kind]) =>
      `<Override PartName="/${name}" ContentType="application/vnd.openxmlformats-officedocument.${kind}+xml"/>`,
  );
  return `${XML}<Types xmlns="${OFFICE}/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>${all.join('')}</Types>`;
}
