import { parse } from 'node:querystring';

/** Most fields of one form. The longest of our own, a list with a box on each line, has some two hundred. */
const MOST_FIELDS = 2000;

/** Bytes of a form at most: on the portal nobody sends more than a letter, on the console a paper. */
export const FORM_BYTES = { portal: 256 * 1024, other: 4 * 1024 * 1024 } as const;

/** What a form with too many fields is refused with, before any of them is read. */
export class TooManyFields extends Error {
  readonly statusCode = 413;
  constructor() {
    super(`提交的项目超过 ${MOST_FIELDS} 个，不是本站的表单。请回到原页面重新提交。`);
  }
}

/**
 * Reads the body of a form as browsers send it. The number of fields is bounded: reading, checking and showing again
 * hundreds of thousands of them would hold up everybody else.
 * @throws TooManyFields
 */
export function parseForm(body: string): Record<string, unknown> {
  let at = -1;
  for (let fields = 1; ; fields++) {
    if (fields > MOST_FIELDS) throw new TooManyFields();
    at = body.indexOf('&', at + 1);
    if (at < 0) return parse(body, '&', '=', { maxKeys: 0 });
  }
}
