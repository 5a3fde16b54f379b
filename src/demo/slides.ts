import { archive, contentTypes, escaped, OFFICE, RELATION, relations, XML } from './archive.ts';

/* English Metric Units, of which 360,000 are a centimetre: a slide of 33.9 by 19.1 cm. */
const SLIDE = { width: 12_192_000, height: 6_858_000 };
const NAMES = `xmlns:a="${OFFICE}/drawingml/2006/main" xmlns:r="${RELATION}" xmlns:p="${OFFICE}/presentationml/2006/main"`;
const KINDS = 'presentationml';
const NO_SHAPE = '<p:nvGrpSpPr><p:cNvPr id="1" name=""/><p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr><p:grpSpPr/>';

const colour = (name: string, rgb: string) => `<a:${name}><a:srgbClr val="${rgb}"/></a:${name}>`;
const font = (kind: string) =>
  `<a:${kind}Font><a:latin typeface="Arial"/><a:ea typeface="微软雅黑"/><a:cs typeface=""/></a:${kind}Font>`;
const FILL = '<a:solidFill><a:schemeClr val="phClr"/></a:solidFill>';
const EDGE = `<a:ln w="9525">${FILL}</a:ln>`;
const EFFECT = '<a:effectStyle><a:effectLst/></a:effectStyle>';
const COLOURS = [
  ['dk1', '1F2328'],
  ['lt1', 'FFFFFF'],
  ['dk2', '1B4D89'],
  ['lt2', 'EEF3F9'],
  ['accent1', '1B4D89'],
  ['accent2', 'B3261E'],
  ['accent3', '2E7D32'],
  ['accent4', '8A6D1D'],
  ['accent5', '5E35B1'],
  ['accent6', '00695C'],
  ['hlink', '1B4D89'],
  ['folHlink', '5E35B1'],
] as const;
const THEME = `${XML}<a:theme xmlns:a="${OFFICE}/drawingml/2006/main" name="明川"><a:themeElements><a:clrScheme name="明川">${COLOURS.map(([name, rgb]) => colour(name, rgb)).join('')}</a:clrScheme><a:fontScheme name="明川">${font('major')}${font('minor')}</a:fontScheme><a:fmtScheme name="明川"><a:fillStyleLst>${FILL.repeat(3)}</a:fillStyleLst><a:lnStyleLst>${EDGE.repeat(3)}</a:lnStyleLst><a:effectStyleLst>${EFFECT.repeat(3)}</a:effectStyleLst><a:bgFillStyleLst>${FILL.repeat(3)}</a:bgFillStyleLst></a:fmtScheme></a:themeElements></a:theme>`;

/** A box with lines of text. @param it.top in parts of the height of the slide */
function box(it: {
  id: number;
  kind: 'title' | 'body';
  top: number;
  height: number;
  size: number;
  lines: readonly string[];
}): string {
  const placed = `<a:xfrm><a:off x="${SLIDE.width * 0.06}" y="${Math.round(SLIDE.height * it.top)}"/><a:ext cx="${SLIDE.width * 0.88}" cy="${Math.round(SLIDE.height * it.height)}"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom>`;
  const lines = it.lines.map(
    (line) =>
      `<a:p><a:r><a:rPr lang="zh-CN" sz="${it.size * 100}"${it.kind === 'title' ? ' b="1"' : ''}/><a:t>${escaped(line)}</a:t></a:r></a:p>`,
  );
  return `<p:sp><p:nvSpPr><p:cNvPr id="${it.id}" name="${it.kind}"/><p:cNvSpPr/><p:nvPr>${it.kind === 'title' ? '<p:ph type="title"/>' : ''}</p:nvPr></p:nvSpPr><p:spPr>${placed}</p:spPr><p:txBody><a:bodyPr wrap="square"/><a:lstStyle/>${lines.join('')}</p:txBody></p:sp>`;
}

/** A presentation with one slide per row: its title, then its lines. */
export function slidesFile(slides: readonly (readonly string[])[]): Buffer {
  const tree = (shapes: string) => `<p:cSld><p:spTree>${NO_SHAPE}${shapes}</p:spTree></p:cSld>`;
  const name = (i: number) => `ppt/slides/slide${i + 1}.xml`;
  const main = `${KINDS}.presentation.main`;
  return archive({
    '[Content_Types].xml': contentTypes({
      'ppt/presentation.xml': main,
      'ppt/slideMasters/slideMaster1.xml': `${KINDS}.slideMaster`,
      'ppt/slideLayouts/slideLayout1.xml': `${KINDS}.slideLayout`,
      'ppt/theme/theme1.xml': 'theme',
      ...Object.fromEntries(slides.map((_, i) => [name(i), `${KINDS}.slide`])),
    }),
    '_rels/.rels': relations({ r1: ['officeDocument', 'ppt/presentation.xml'] }),
    'ppt/presentation.xml': `${XML}<p:presentation ${NAMES}><p:sldMasterIdLst><p:sldMasterId id="2147483648" r:id="m1"/></p:sldMasterIdLst><p:sldIdLst>${slides.map((_, i) => `<p:sldId id="${256 + i}" r:id="s${i + 1}"/>`).join('')}</p:sldIdLst><p:sldSz cx="${SLIDE.width}" cy="${SLIDE.height}"/><p:notesSz cx="${SLIDE.height}" cy="${SLIDE.width}"/></p:presentation>`,
    'ppt/_rels/presentation.xml.rels': relations({
      m1: ['slideMaster', 'slideMasters/slideMaster1.xml'],
      t1: ['theme', 'theme/theme1.xml'],
      ...Object.fromEntries(
        slides.map((_, i) => [`s${i + 1}`, ['slide', `slides/slide${i + 1}.xml`] as const]),
      ),
    }),
    'ppt/slideMasters/slideMaster1.xml': `${XML}<p:sldMaster ${NAMES}>${tree('')}<p:clrMap bg1="lt1" tx1="dk1" bg2="lt2" tx2="dk2" accent1="accent1" accent2="accent2" accent3="accent3" accent4="accent4" accent5="accent5" accent6="accent6" hlink="hlink" folHlink="folHlink"/><p:sldLayoutIdLst><p:sldLayoutId id="2147483649" r:id="l1"/></p:sldLayoutIdLst></p:sldMaster>`,
    'ppt/slideMasters/_rels/slideMaster1.xml.rels': relations({
      l1: ['slideLayout', '../slideLayouts/slideLayout1.xml'],
      t1: ['theme', '../theme/theme1.xml'],
    }),
    'ppt/slideLayouts/slideLayout1.xml': `${XML}<p:sldLayout ${NAMES} type="blank">${tree('')}<p:clrMapOvr><a:masterClrMapping/></p:clrMapOvr></p:sldLayout>`,
    'ppt/slideLayouts/_rels/slideLayout1.xml.rels': relations({
      m1: ['slideMaster', '../slideMasters/slideMaster1.xml'],
    }),
    'ppt/theme/theme1.xml': THEME,
    ...Object.fromEntries(
      slides.flatMap(([title = '', ...lines], i) => [
        [
          name(i),
          `${XML}<p:sld ${NAMES}>${tree(
            box({ id: 2, kind: 'title', top: 0.08, height: 0.16, size: 36, lines: [title] }) +
              box({ id: 3, kind: 'body', top: 0.28, height: 0.6, size: 24, lines }),
          )}<p:clrMapOvr><a:masterClrMapping/></p:clrMapOvr></p:sld>`,
        ],
        [
          `ppt/slides/_rels/slide${i + 1}.xml.rels`,
          relations({ l1: ['slideLayout', '../slideLayouts/slideLayout1.xml'] }),
        ],
      ]),
    ),
  });
}
