/** What a paper says of who issues it and where it was taken from. */
export interface Issuing {
  /** Full name of the organ that owns the paper here. */
  ownerName: string;
  documentNumber: string;
  sourceName: string;
  sourceUrl: string;
}

/**
 * Whether a paper was taken over from somebody else: it has an address elsewhere, and its source is not its own organ. A paper
 * of its own that comes from an older site names that organ as its source.
 */
export function reprinted(it: Issuing): boolean {
  return it.sourceUrl !== '' && it.sourceName !== it.ownerName;
}

/** 发文机关标志 above a paper (GB/T 9704—2012); none above a reprint: it is that of the maker, whom only its text names. */
export function redHead(it: Issuing): { organ?: string } {
  return reprinted(it) ? {} : { organ: `${it.ownerName}${it.documentNumber ? '文件' : ''}` };
}
