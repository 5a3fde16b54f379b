/** Levels of secrecy as printed on papers, blanks between the characters allowed. */
const LEVEL = '(?:[绝絕]\\s*密|[机機]\\s*密|[秘祕]\\s*密)';

const MARKS = [
  // 机密★5年: level and period joined by a star (GB/T 9704).
  new RegExp(`${LEVEL}[\\s\\u3000]*[★☆*●◆]`, 'u'),
  new RegExp(`密[\\s\\u3000]*级[\\s\\u3000]*[:：][\\s\\u3000]*${LEVEL}`, 'u'),
  // The level alone on its line, with brackets, 级 or a period at most.
  new RegExp(
    `^[\\s\\u3000【（(［\\[]*${LEVEL}[级件]?[\\s\\u3000】）)］\\]]*(?:[（(]?(?:长期|\\d{1,2}\\s*(?:年|个月))[）)]?)?[\\s\\u3000]*$`,
    'mu',
  ),
];

/**
 * Whether a text carries a secrecy mark as printed on papers: 机密★5年, 密级：秘密, or the level alone on a line. Words
 * like 保守国家秘密 inside a sentence are no mark (保密法第二十二条：密级标志).
 */
export function carriesSecrecyMark(texts: readonly string[]): boolean {
  return texts.some((text) => {
    // Characters without width, or written in another form, would hide a mark from us and not from a reader.
    const visible = text.normalize('NFKC').replace(/[\p{Cf}\p{M}]/gu, '');
    return MARKS.some((mark) => mark.test(visible));
  });
}
