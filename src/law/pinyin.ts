/**
 * Initials of the pinyin of Han characters, from the order in which they are sorted by pinyin (CLDR): a character has the
 * initial of the last of these that stands before it. Characters of several readings have one of them; the few without a
 * known reading stand behind all others and count as z.
 */
const LETTERS = 'abcdefghjklmnopqrstwxyz';
const FIRST = [...'吖八嚓咑妸发旮哈丌咔垃呣拏噢妑七呥扨他屲夕丫帀'];
const byPinyin = new Intl.Collator('zh-u-co-pinyin');
const known = new Map<string, string>();

function initialOf(han: string): string {
  const cached = known.get(han);
  if (cached !== undefined) return cached;
  let [low, high] = [0, FIRST.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (byPinyin.compare(FIRST[middle]!, han) <= 0) low = middle + 1;
    else high = middle;
  }
  const initial = LETTERS[low - 1] ?? '';
  known.set(han, initial);
  return initial;
}

/** Pinyin initials of the Han of a text, with its Latin letters and digits in lower case; everything else is left out. */
export function pinyinInitials(text: string): string {
  let initials = '';
  for (const c of text.normalize('NFKC').toLowerCase())
    if (/[a-z0-9]/.test(c)) initials += c;
    else if (c >= '\u4e00' && c <= '\u9fff') initials += initialOf(c);
  return initials;
}
