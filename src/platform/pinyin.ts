let library: typeof import('pinyin-pro') | undefined;

/**
 * Pinyin initials of the Han of a text, with its Latin letters and digits in lower case; everything else is left out.
 * Characters of several readings are read as in the word they stand in. The dictionary (20 MB) is loaded when first asked for.
 */
export async function pinyinInitials(text: string): Promise<string> {
  library ??= await import('pinyin-pro');
  return library
    .pinyin(text.normalize('NFKC'), {
      pattern: 'first',
      toneType: 'none',
      type: 'array',
      nonZh: 'consecutive',
    })
    .join('')
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '');
}
