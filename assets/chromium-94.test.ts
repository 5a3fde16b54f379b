import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import postcss from 'postcss';
import { beforeAll, expect, it } from 'vitest';
import { buildAssets } from '../scripts/build-assets.mjs';

/* The oldest browser that must show everything is Chromium 94, on desks with domestic systems. */

/** Values and properties that it cannot read, with the first version that can. */
const TOO_NEW: readonly { what: string; property?: RegExp; value?: RegExp }[] = [
  { what: 'oklch()', value: /\bokl(?:ch|ab)\(/ }, // 111
  { what: 'lch()', value: /(?<![\w-])(?:lch|lab)\(/ }, // 111
  { what: 'light-dark()', value: /\blight-dark\(/ }, // 123
  { what: 'color-mix()', value: /\bcolor-mix\(/ }, // 111
  { what: 'relative colours', value: /\b(?:rgba?|hsla?|hwb|color)\(\s*from\b/ }, // 119
  {
    what: 'round(), sin() and their like',
    value: /(?<![\w-])(?:round|mod|rem|sin|cos|tan|pow|sqrt|hypot|exp|abs|sign)\(/,
  }, // 111
  { what: 'linear()', value: /(?<![\w-])linear\(/ }, // 113
  { what: 'subgrid', property: /^grid(?:-template)?(?:-rows|-columns)?$/, value: /\bsubgrid\b/ }, // 117
  { what: 'dvh, svh, lvh', value: /(?<![\w-])-?[\d.]+[dsl]v(?:h|w|i|b|min|max)\b/ }, // 108
  { what: 'cq units', value: /(?<![\w-])-?[\d.]+cq(?:h|w|i|b|min|max)\b/ }, // 105
  { what: 'lh, cap and their like', value: /(?<![\w-])-?[\d.]+(?:r?lh|r?cap|rex|ric|rch)\b/ }, // 109, 111, 118
  { what: 'individual transforms', property: /^(?:translate|rotate|scale)$/ }, // 104
  { what: 'containers', property: /^container(?:-type|-name)?$/ }, // 105
  { what: 'anchors', property: /^(?:anchor-name|position-anchor|position-area|position-try)/ }, // 125
  { what: 'masks', property: /^mask(?!-type$)/ }, // 120, before with a prefix
  { what: 'inert, field-sizing', property: /^(?:interactivity|field-sizing|interpolate-size)$/ }, // 123 and later
  { what: 'discrete transitions', property: /^transition-behavior$/ }, // 117
  { what: 'scroll animations', property: /^(?:animation-timeline|scroll-timeline|view-timeline)/ }, // 115
];

/**
 * Newer than 94, and harmless without: the browser passes over them and the text stays where and what it is. Nothing that
 * places or hides may stand here.
 */
const ENHANCEMENTS: readonly RegExp[] = [
  /^text-wrap: ?(?:pretty|balance)$/, // 114, 117
  /^text-autospace:/, // 140
];
/** Properties that only enhancements may use. */
const ENHANCING =
  /^(?:text-wrap|text-wrap-mode|text-wrap-style|text-autospace|text-spacing-trim|hanging-punctuation)$|^text-box/;

/**
 * Pseudo-classes and elements that Chromium 94 knows; of a list with one that it does not know it drops the whole rule.
 * It reads everything that begins with -webkit-.
 */
const PSEUDOS = new Set(
  `active after any-link before checked default defined disabled empty enabled file-selector-button first-child first-letter
  first-line first-of-type focus focus-visible focus-within fullscreen hover in-range indeterminate invalid is lang last-child
  last-of-type link marker not nth-child nth-last-child nth-last-of-type nth-of-type only-child only-of-type optional
  out-of-range placeholder placeholder-shown read-only read-write required root selection target valid visited where`.split(
    /\s+/,
  ),
);
/** Rules with @ that it reads; page boxes as they are in @page are passed over. */
const RULES =
  /^(?:charset|media|supports|page|property|font-face|keyframes|-webkit-keyframes|counter-style|(?:top|bottom)-(?:left|center|right))$/;

/** What Chromium 94 cannot read in a style sheet, outside @supports and the declared enhancements. */
function beyond94(text: string): string[] {
  const found: string[] = [];
  const guarded = (node: postcss.Node | undefined): boolean =>
    node !== undefined &&
    ((node.type === 'atrule' && (node as postcss.AtRule).name === 'supports') ||
      guarded(node.parent as postcss.Node));
  // Rules of their own that others may drop.
  const forFirefox = (rule: postcss.Rule) => rule.selectors.every((selector) => selector.includes(':-moz-'));
  postcss.parse(text).walk((node) => {
    if (guarded(node)) return;
    if (node.type === 'decl') {
      if (node.prop.startsWith('--') && node.value.trim() === '') return;
      if (ENHANCEMENTS.some((pattern) => pattern.test(`${node.prop}:${node.value}`))) return;
      if (ENHANCING.test(node.prop)) found.push(`undeclared enhancement in ${node}`);
      for (const { what, property, value } of TOO_NEW)
        if ((property?.test(node.prop) ?? true) && (value?.test(node.value) ?? true))
          found.push(`${what} in ${node}`);
    } else if (node.type === 'rule') {
      if (node.parent?.type === 'rule') found.push(`nesting in ${node.selector}`);
      // Before 111 there was no list of selectors within nth-child().
      if (/:nth-(?:last-)?child\([^)]*\bof\b/.test(node.selector)) found.push(`of in ${node.selector}`);
      for (const [, name = ''] of node.selector.replace(/\\.|"[^"]*"|'[^']*'/g, '').matchAll(/::?([\w-]+)/g))
        if (!PSEUDOS.has(name) && !name.startsWith('-webkit-') && !forFirefox(node))
          found.push(`:${name} in ${node.selector}`);
    } else if (node.type === 'atrule') {
      if (!RULES.test(node.name)) found.push(`@${node.name}`);
      if (node.name === 'media' && /[<>=]/.test(node.params)) found.push(`range in @media ${node.params}`); // 104
      if (node.parent?.type === 'rule') found.push(`nesting of @${node.name}`);
    }
  });
  return found;
}

let manifest: Record<string, string> = {};
const folder = join(import.meta.dirname, '..', 'dist', 'assets');

beforeAll(async () => {
  await buildAssets();
  manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'));
}, 30_000);

it.each(['portal.css', 'console.css'])(
  '%s: what Chromium 94 cannot read stands only in @supports',
  (name) => {
    expect(beyond94(readFileSync(join(folder, manifest[name] ?? ''), 'utf8'))).toEqual([]);
  },
);

it.each([
  'a{color:oklch(50% .1 20)}',
  'a{color:lab(50% 1 2)}',
  'a{color:light-dark(#000,#fff)}',
  'a{background:color-mix(in srgb,red,blue)}',
  'a{color:rgb(from red r g b)}',
  'a{width:round(1.5px,1px)}',
  'a{height:100dvh}',
  'a{min-height:calc(100svh - 2rem)}',
  'a{width:50cqi}',
  'a{margin-top:1lh}',
  'a{grid-template-columns:subgrid}',
  'a{translate:-50% 0}',
  'a{rotate:45deg}',
  'a{scale:1.2}',
  'a{container-type:inline-size}',
  'a{text-wrap:nowrap}',
  'a{text-box-trim:both}',
  'a:has(b){color:red}',
  'a::-moz-focus-inner,b{color:red}',
  'a,b::details-content{color:red}',
  'input:user-invalid{color:red}',
  'li:nth-child(2 of .a){color:red}',
  'a{&:hover{color:red}}',
  'a{@media (min-width:1px){color:red}}',
  '@media (width>=600px){a{color:red}}',
  '@media (400px<=width<=600px){a{color:red}}',
  '@container (min-width:1px){a{color:red}}',
  '@layer a{b{color:red}}',
  '@scope (.a){b{color:red}}',
  '@starting-style{a{color:red}}',
])('the check sees what is too new: %s', (sheet) => {
  expect(beyond94(sheet)).toHaveLength(1);
  expect(beyond94(`@supports (color:red){${sheet}}`)).toEqual([]);
});

it.each([
  'a{inset-inline:0;accent-color:red;aspect-ratio:1/1;color:rgb(0 0 0/12%)}',
  'a:focus-visible,a:is(b,c):not(.d),a:where(.e)::before{content:":has(x)"}',
  'a{transform:translate(-50%) rotate(45deg) scale(1.2);--mc-scale:1.2}',
  '.sm\\:has{height:100vh;width:min(10rem,50vw);margin:clamp(1px,2vw,3px)}',
  'p{text-wrap:pretty;text-autospace:no-autospace}',
  '@media (min-width:600px) and (max-width:900px){a{color:red}}',
  'a::-moz-focus-inner,b:-moz-focusring{border:0}',
  '@page{size:A4;@bottom-center{content:counter(page)}}',
])('the check lets pass what Chromium 94 reads, or passes over without harm: %s', (sheet) => {
  expect(beyond94(sheet)).toEqual([]);
});
