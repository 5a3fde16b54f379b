/** A line shorter than this part of the longest of its page ends a paragraph. */
const FULL = 0.85;
/** Where lines are no longer than this, they are entries, not wrapped text. */
const WRAPPED_FROM = 18;

/** Ways in which a paragraph of an official paper begins: numbers of its parts, articles, signs of lists. */
const BEGINS =
  /^(?:[（(]?[一二三四五六七八九十百]{1,4}[)）、.．]|第[一二三四五六七八九十百千零\d]{1,6}[章节条编款]|[（(]?\d{1,3}[)）、.．](?!\d)|[①-⑳•·●■◆])/u;

/**
 * Lines of a printed page as paragraphs: a full line goes on in the next one. Where one cannot tell, lines stay apart.
 * @param lines from top to bottom
 */
export function joinedLines(lines: readonly string[]): string[] {
  const said = lines.map((line) => line.trim()).filter(Boolean);
  const longest = said.reduce((most, line) => Math.max(most, line.length), 0);
  if (longest < WRAPPED_FROM) return said;
  const paragraphs: string[] = [];
  let open = false;
  for (const line of said) {
    const last = paragraphs.length - 1;
    if (open && !BEGINS.test(line)) {
      const latin = /[A-Za-z,;]$/.test(paragraphs[last] ?? '') && /^[A-Za-z]/.test(line);
      paragraphs[last] += `${latin ? ' ' : ''}${line}`;
    } else paragraphs.push(line);
    open = line.length >= longest * FULL && !/[。！？：!?]$/.test(line);
  }
  return paragraphs;
}
