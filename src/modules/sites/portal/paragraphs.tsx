import { Phone } from '../../../ui/index.ts';

/** A plain text of staff, one paragraph per line; empty lines part nothing more. */
export function Paragraphs({ text }: { text: string }) {
  return (
    <div class="mc-prose">
      {text
        .split('\n')
        .map((line) => line.trim())
        .filter((line) => line !== '')
        .map((line, index) => (
          <p key={index} class={/^[一二三四五六七八九十]+、/.test(line) ? 'hd' : undefined}>
            <Phone text={line} prose />
          </p>
        ))}
    </div>
  );
}
