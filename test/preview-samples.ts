import { strToU8, zipSync } from 'fflate';

/* Office files as small as they can be, made by hand: what stands in them is known to the letter. */

const OFFICE = 'http://schemas.openxmlformats.org';
const head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>';

function archive(parts: Record<string, string>): Uint8Array {
  return zipSync(Object.fromEntries(Object.entries(parts).map(([name, text]) => [name, strToU8(text)])), {
    level: 1,
  });
}

const types = (part: string, kind: string) =>
  `${head}<Types xmlns="${OFFICE}/package/2006/content-types"><Override PartName="/${part}" ContentType="application/vnd.openxmlformats-officedocument.${kind}.main+xml"/></Types>`;
const relations = (targets: Record<string, string>) =>
  `${head}<Relationships>${Object.entries(targets)
    .map(([id, target]) => `<Relationship Id="${id}" Type="x" Target="${target}"/>`)
    .join('')}</Relationships>`;

/** A Word file with this body. */
export function docx(body: string, more: Record<string, string> = {}): Uint8Array {
  return archive({
    '[Content_Types].xml': types('word/document.xml', 'wordprocessingml.document'),
    'word/document.xml': `${head}<w:document xmlns:w="x"><w:body>${body}</w:body></w:document>`,
    ...more,
  });
}

/** A paragraph of Word of these runs, with these properties. */
export const p = (text: string | string[], properties = '') =>
  `<w:p>${properties && `<w:pPr>${properties}</w:pPr>`}${[text]
    .flat()
    .map((run) => `<w:r><w:t xml:space="preserve">${run}</w:t></w:r>`)
    .join('')}</w:p>`;

/** A workbook: for each sheet its name, what stands in `worksheet`, and whether it is hidden. */
export function xlsx(
  sheets: { name: string; xml: string; hidden?: boolean }[],
  more: Record<string, string> = {},
): Uint8Array {
  return archive({
    '[Content_Types].xml': types('xl/workbook.xml', 'spreadsheetml.sheet'),
    'xl/workbook.xml': `${head}<workbook xmlns:r="y"><sheets>${sheets
      .map(
        (s, i) =>
          `<sheet name="${s.name}" sheetId="${i + 1}"${s.hidden ? ' state="hidden"' : ''} r:id="r${i}"/>`,
      )
      .join('')}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': relations(
      Object.fromEntries(sheets.map((_, i) => [`r${i}`, `worksheets/sheet${i + 1}.xml`])),
    ),
    ...Object.fromEntries(
      sheets.map((s, i) => [`xl/worksheets/sheet${i + 1}.xml`, `${head}<worksheet>${s.xml}</worksheet>`]),
    ),
    ...more,
  });
}

/** Rows of a sheet; a cell is its text, or its XML when it begins with <c. */
export function rows(table: readonly (readonly string[])[], from = 1): string {
  const cell = (text: string) =>
    text.startsWith('<c') ? text : text === '' ? '<c/>' : `<c t="inlineStr"><is><t>${text}</t></is></c>`;
  return `<sheetData>${table
    .map((row, i) => `<row r="${from + i}">${row.map(cell).join('')}</row>`)
    .join('')}</sheetData>`;
}

/** A presentation; slides are given in the order of the show, and stored in the opposite one. */
export function pptx(slides: { xml: string; hidden?: boolean }[]): Uint8Array {
  const file = (i: number) => `slides/slide${slides.length - i}.xml`;
  return archive({
    '[Content_Types].xml': types('ppt/presentation.xml', 'presentationml.presentation'),
    'ppt/presentation.xml': `${head}<p:presentation xmlns:r="y"><p:sldIdLst>${slides
      .map((_, i) => `<p:sldId id="${256 + i}" r:id="r${i}"/>`)
      .join('')}</p:sldIdLst></p:presentation>`,
    'ppt/_rels/presentation.xml.rels': relations(
      Object.fromEntries(slides.map((_, i) => [`r${i}`, file(i)])),
    ),
    ...Object.fromEntries(
      slides.map((s, i) => [
        `ppt/${file(i)}`,
        `${head}<p:sld${s.hidden ? ' show="0"' : ''}><p:cSld><p:spTree>${s.xml}</p:spTree></p:cSld></p:sld>`,
      ]),
    ),
  });
}

/** A shape of a slide with these lines. */
export const shape = (lines: string[], kind = '') =>
  `<p:sp><p:nvSpPr><p:nvPr>${kind && `<p:ph type="${kind}"/>`}</p:nvPr></p:nvSpPr><p:txBody>${lines
    .map((l) => `<a:p><a:r><a:t>${l}</a:t></a:r></a:p>`)
    .join('')}</p:txBody></p:sp>`;

/** An OFD file: for each page its pieces of text with their distance from the top, and from the left, millimetres. */
export function ofd(pages: { y: number; x?: number; width?: number; text: string }[][]): Uint8Array {
  return archive({
    'OFD.xml': `${head}<ofd:OFD><ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>`,
    'Doc_0/Document.xml': `${head}<ofd:Document><ofd:Pages>${pages
      .map((_, i) => `<ofd:Page ID="${i + 1}" BaseLoc="Pages/Page_${i}/Content.xml"/>`)
      .join('')}</ofd:Pages></ofd:Document>`,
    ...Object.fromEntries(
      pages.map((page, i) => [
        `Doc_0/Pages/Page_${i}/Content.xml`,
        `${head}<ofd:Page><ofd:Content><ofd:Layer>${page
          .map(
            ({ y, x = 20, width = 100, text }) =>
              `<ofd:TextObject Boundary="${x} ${y} ${width} 8"><ofd:TextCode X="0" Y="6">${text}</ofd:TextCode></ofd:TextObject>`,
          )
          .join('')}</ofd:Layer></ofd:Content></ofd:Page>`,
      ]),
    ),
  });
}
