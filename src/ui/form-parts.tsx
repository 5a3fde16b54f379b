import type { ComponentChildren } from 'preact';
import { classes } from './html.ts';
import { Icon, type IconName } from './icons.tsx';

/** A value that is sent and not shown. */
export function Hidden({ name, value }: { name: string; value: string | number }) {
  return <input type="hidden" name={name} value={value} />;
}

export interface SubmitButtonProps {
  kind?: 'primary' | 'danger' | 'plain';
  icon?: IconName;
  /** What follows from pressing it, in small letters. */
  note?: string;
  name?: string;
  value?: string;
  /** Id of the form, when the button stands outside it. */
  form?: string;
  /** Ctrl+S presses it. */
  save?: boolean;
  children: ComponentChildren;
}

/** A button that sends its form. */
export function SubmitButton({
  kind = 'primary',
  icon,
  note,
  name,
  value,
  form,
  save,
  children,
}: SubmitButtonProps) {
  return (
    <button
      type="submit"
      class={classes('btn', kind !== 'plain' && `btn-${kind}`)}
      name={name}
      value={value}
      form={form}
      data-save={save ? '' : undefined}
    >
      {icon !== undefined && <Icon name={icon} />}
      {children}
      {note !== undefined && <small>{note}</small>}
    </button>
  );
}

export interface PostFormProps {
  action: string;
  /** The once-token: a second press of the button gets the first answer. */
  once?: string;
  /** Warns before leaving the page with changes that were not sent. */
  guard?: boolean;
  /** What the page shows is not saved although nobody has typed on this page yet: it was looked up or refused. */
  unsaved?: boolean;
  /** Where the script sends what was typed and not saved, and how often (seconds). */
  buffer?: { action: string; seconds: number };
  /** Sends files (multipart/form-data); the route is then declared by `face.upload`. */
  files?: boolean;
  /** Answered with a file: the page stays and the form can be sent again. */
  download?: boolean;
  id?: string;
  class?: string;
  /** Accessible name; makes the form a landmark. */
  label?: string;
  children: ComponentChildren;
}

/**
 * A form sent by POST. The browser's own checks are off: their words are in the browser's language
 * and hide the server's, which are the ones that count.
 */
export function PostForm(props: PostFormProps) {
  const {
    action,
    once,
    guard,
    unsaved,
    buffer,
    files,
    download,
    id,
    class: className,
    label,
    children,
  } = props;
  return (
    <form
      method="post"
      action={action}
      enctype={files ? 'multipart/form-data' : undefined}
      id={id}
      class={className}
      aria-label={label}
      data-guard={guard ? '' : undefined}
      data-unsaved={unsaved ? '' : undefined}
      data-buffer={buffer?.action}
      data-buffer-seconds={buffer?.seconds}
      data-download={download ? '' : undefined}
      novalidate
    >
      {once !== undefined && <Hidden name="_once" value={once} />}
      {children}
    </form>
  );
}
