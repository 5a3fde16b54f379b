import {
  checkDocumentNumber,
  normaliseDocumentNumbers,
  parseDocumentNumber,
} from '../law/document-number.ts';
import { EXIT, UsageError } from './outcome.ts';

/** `mingtang law document-number <number>`: its normal form, or what is wrong with it. */
export async function documentNumberCommand(args: string[]): Promise<number> {
  const [given] = args;
  if (!given) throw new UsageError('请给出发文字号。');
  const parsed = parseDocumentNumber(normaliseDocumentNumbers(given));
  const wrong = checkDocumentNumber(given);
  if (!parsed || wrong) {
    console.error(wrong ?? `“${given}”不是发文字号。`);
    return EXIT.refused;
  }
  console.log(parsed.text);
  return EXIT.done;
}
