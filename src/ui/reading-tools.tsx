import type { ComponentChildren } from 'preact';
import { Fold } from './document-view.tsx';
import { Icon } from './icons.tsx';
import { GROUNDS_OF_PAPER, type ReadingMode, TEXT_SIZES } from './shell-common.tsx';

export interface ReadingToolsProps {
  /** The lasting address of the page, to copy and to send. */
  link: string;
  title: string;
  /** What the visitor has chosen; the switches go by a plain form, so that they work without JavaScript. */
  mode: ReadingMode;
  /** Where that form goes. */
  modeAction: string;
  /** Path and query of this page; the switches come back to it. */
  back: string;
  /** Where 关闭 leads when the window is not one that a link opened. */
  close: string;
  /** Where the form of 加入收藏 goes, and what it keeps; papers only. */
  favourite?: { action: string; pid: string };
}

/** One row of switches of the reading aids. */
function Switches<T extends string>(props: {
  name: string;
  label: string;
  words: Readonly<Record<T, string>>;
  chosen: T;
}) {
  const { name, label, words, chosen } = props;
  return (
    <fieldset class="mc-seg">
      <legend>{label}</legend>
      {(Object.keys(words) as T[]).map((word) => (
        <button
          key={word}
          type="submit"
          name={name}
          value={word}
          data-aid={`${name}-${word}`}
          aria-label={`${label}：${words[word]}`}
          aria-pressed={word === chosen ? 'true' : 'false'}
        >
          {words[word]}
        </button>
      ))}
    </fieldset>
  );
}

/**
 * What every page with a text offers its readers: size of the text, favourite; ground, print, tell a friend, copy, close, which small screens fold. What needs JavaScript is
 * hidden until the island shows it.
 */
export function ReadingTools(props: ReadingToolsProps) {
  const { link, title, mode, modeAction, back, close, favourite } = props;
  // RFC 6068: a line of the letter ends with CR and LF.
  const mail = `mailto:?subject=${encodeURIComponent(title)}&body=${encodeURIComponent(`${title}\r\n${link}`)}`;
  const backHere = <input type="hidden" name="back" value={`${back}#tools`} />;
  return (
    <div class="mc-tools no-print" id="tools">
      <form method="post" action={modeAction}>
        {backHere}
        <Switches name="size" label="文字大小" words={TEXT_SIZES} chosen={mode.size} />
      </form>
      {favourite && (
        <form method="post" action={favourite.action}>
          <input type="hidden" name="pid" value={favourite.pid} />
          <button type="submit" class="btn" name="keep" value="yes">
            <Icon name="star" /> 加入收藏
          </button>
        </form>
      )}
      {favourite && (
        <a class="btn" href={favourite.action}>
          我的收藏
        </a>
      )}
      <Fold label="更多工具">
        <form method="post" action={modeAction}>
          {backHere}
          <Switches name="ground" label="背景色" words={GROUNDS_OF_PAPER} chosen={mode.ground} />
        </form>
        <button type="button" class="btn" data-island data-print hidden>
          <Icon name="printer" /> 打印本页
        </button>
        <a class="btn" href={mail}>
          <Icon name="mail" /> 告诉好友
        </a>
        <button type="button" class="btn" data-island data-copy={link} hidden>
          <Icon name="link" /> <span aria-live="polite">复制链接</span>
        </button>
        <a class="btn" href={close} data-close>
          <Icon name="x" /> 关闭
        </a>
      </Fold>
    </div>
  );
}

/** A text whose size and ground are those that the reader has chosen; an official paper has a look of its own for both. */
export function ReadableText({ children }: { children: ComponentChildren }) {
  return <div class="mc-read">{children}</div>;
}
