/**
 * The title of a paper between 《》: book-title marks within it become single ones (GB/T 15834-2011 书名号：书名号里边还要用
 * 书名号时，外面一层用双书名号，里边一层用单书名号).
 */
export function titled(title: string): string {
  return `《${title.replaceAll('《', '〈').replaceAll('》', '〉')}》`;
}

/** The titles that the words between 《》 may stand for: as written, and with the inner marks as a paper itself bears them. */
export function titlesMeant(quoted: string): string[] {
  return [...new Set([quoted, quoted.replaceAll('〈', '《').replaceAll('〉', '》')])];
}
