import type { ComponentChildren } from 'preact';

/** Numbers as offices write them: with or without an area code, mobile, 400, and the short ones of services such as 12345. */
const NUMBER = String.raw`(?<!\d)(?:\+?86[-－ ])?(?:0\d{2,3}[-－—– ]?\d{5,8}|[（(]0\d{2,3}[）)] ?\d{5,8}|400[-－ ]?\d{3,4}[-－ ]?\d{3,4}|1[3-9]\d{9}|[2-9]\d{6,7}|1\d{4}|9[56]\d{3,4})(?!\d)`;
const ANY = new RegExp(NUMBER, 'g');
/** In running text any number may be that of a fax, a post box or a paper: only what a word calls a telephone is one. */
const SAID = new RegExp(`(?<=(?:电话|热线|拨打|致电|先拨)(?:号码)?[:： ]{0,2})${NUMBER}`, 'g');

/**
 * A text with telephone numbers; each can be dialled by a touch (`tel:`, RFC 3966). Hours, names and extensions beside a
 * number stay text.
 * @param props.prose the text says other things too: a number counts where a word before it says telephone
 */
export function Phone({ text, prose = false }: { text: string; prose?: boolean }) {
  const parts: ComponentChildren[] = [];
  let end = 0;
  for (const found of text.matchAll(prose ? SAID : ANY)) {
    const [number] = found;
    parts.push(
      text.slice(end, found.index),
      <a key={found.index} class="nowrap" href={`tel:${number.replace(/[^\d+]/g, '')}`}>
        {number}
      </a>,
    );
    end = found.index + number.length;
  }
  return (
    <>
      {parts}
      {text.slice(end)}
    </>
  );
}
