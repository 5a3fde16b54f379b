import { archive, escaped, XML } from './archive.ts';

/* Millimetres on A4 upright. */
const PAGE = { width: 210, height: 297 };
const LEFT = 28;
const TOP = 37;
const BOTTOM = 262;
const LINE = 10;
/** Size of letters of the text (三号), and of the heading (二号). */
const LETTERS = { text: 5.6, title: 7.8 };
const NAMESPACE = 'xmlns:ofd="http://www.ofdspec.org/2016"';

/** A row of a form: its cells stand side by side, the first one alone as a heading in the middle. */
type Row = readonly string[];

/**
 * An OFD file (GB/T 33190), the format in which state organs keep and exchange finished pages: the first row is the heading,
 * each other one a line of text, or cells that share the width of the page. The font is named, not embedded.
 */
export function ofdFile(rows: readonly Row[]): Buffer {
  const perPage = Math.floor((BOTTOM - TOP) / LINE);
  const pages: string[][] = [];
  let id = 10;
  rows.forEach((cells, i) => {
    const page = Math.floor(i / perPage);
    pages[page] ??= [];
    const y = TOP + (i % perPage) * LINE;
    const size = i === 0 ? LETTERS.title : LETTERS.text;
    const width = (PAGE.width - 2 * LEFT) / cells.length;
    cells.forEach((cell, at) => {
      const letters = [...cell].length;
      const x = i === 0 ? (PAGE.width - letters * size) / 2 : LEFT + at * width;
      const apart = letters > 1 ? ` DeltaX="g ${letters - 1} ${size}"` : '';
      pages[page]!.push(
        `<ofd:TextObject ID="${++id}" Boundary="${x.toFixed(1)} ${y} ${(letters * size).toFixed(1)} ${LINE}" Font="2" Size="${size}"><ofd:TextCode X="0" Y="${size}"${apart}>${escaped(cell)}</ofd:TextCode></ofd:TextObject>`,
      );
    });
  });
  const box = `<ofd:PageArea><ofd:PhysicalBox>0 0 ${PAGE.width} ${PAGE.height}</ofd:PhysicalBox></ofd:PageArea>`;
  const listed = pages.map((_, i) => `<ofd:Page ID="${3 + i}" BaseLoc="Pages/Page_${i}/Content.xml"/>`);
  return archive({
    'OFD.xml': `${XML}<ofd:OFD ${NAMESPACE} Version="1.0" DocType="OFD"><ofd:DocBody><ofd:DocInfo><ofd:DocID>00000000000000000000000000000001</ofd:DocID></ofd:DocInfo><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>`,
    'Doc_0/Document.xml': `${XML}<ofd:Document ${NAMESPACE}><ofd:CommonData><ofd:MaxUnitID>${id}</ofd:MaxUnitID>${box}<ofd:PublicRes>PublicRes.xml</ofd:PublicRes></ofd:CommonData><ofd:Pages>${listed.join('')}</ofd:Pages></ofd:Document>`,
    'Doc_0/PublicRes.xml': `${XML}<ofd:Res ${NAMESPACE} BaseLoc="Res"><ofd:Fonts><ofd:Font ID="2" FontName="仿宋" FamilyName="仿宋"/></ofd:Fonts></ofd:Res>`,
    ...Object.fromEntries(
      pages.map((objects, i) => [
        `Doc_0/Pages/Page_${i}/Content.xml`,
        `${XML}<ofd:Page ${NAMESPACE}>${box.replaceAll('PageArea', 'Area')}<ofd:Content><ofd:Layer ID="${3 + pages.length + i}">${objects.join('')}</ofd:Layer></ofd:Content></ofd:Page>`,
      ]),
    ),
  });
}
