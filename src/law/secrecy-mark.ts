/** Levels of secrecy as printed on papers. Blanks between characters are gone before anything is compared. */
const LEVEL = '(?:[绝絕]密|[机機]密|[秘祕]密)';

/** Anywhere: 机密★5年, level and period joined by a star (GB/T 9704), and 密级：秘密. */
const JOINED = new RegExp(`${LEVEL}[★☆*●◆]|密级[:：]${LEVEL}`, 'u');
/** The level alone on its line, with brackets, 级 or a period at most. */
const ALONE = new RegExp(
  `^[【（(［\\[]*${LEVEL}[级件]?[】）)］\\]]*(?:[（(]?(?:长期|\\d{1,2}(?:年|个月))[）)]?)?$`,
  'u',
);
/** Longer lines are sentences. */
const LONGEST_ALONE = 20;
/** A mark may be set in so many lines, one character or bracket below the other. */
const LINES = 4;

/**
 * Whether a text carries a secrecy mark as printed on papers: 机密★5年, 密级：秘密, or the level alone on a line. Words
 * like 保守国家秘密 inside a sentence are no mark (保密法第二十二条：密级标志).
 */
export function carriesSecrecyMark(texts: readonly string[]): boolean {
  return texts.some((text) => {
    // Characters without width, or written in another form, would hide a mark from us and not from a reader.
    const visible = text.normalize('NFKC').replace(/[\p{Cf}\p{M}]/gu, '');
    const lines = visible
      .split(/[\n\r\v\f\u0085\u2028\u2029]/u)
      .map((line) => line.replace(/\s+/gu, ''))
      .filter((line) => line !== '');
    return JOINED.test(lines.join('')) || lines.some((_, i) => standsAlone(lines, i));
  });
}

/** Whether a mark begins on a line and ends there or a few lines below. Hostile texts are read in linear time. */
function standsAlone(lines: readonly string[], from: number): boolean {
  let joined = '';
  for (const line of lines.slice(from, from + LINES)) {
    joined += line;
    if (joined.length > LONGEST_ALONE) return false;
    if (ALONE.test(joined)) return true;
  }
  return false;
}
