import { localPath } from '../../platform/http/guard.ts';
import type { FormState, RequestContext } from '../../platform/http/route.ts';
import type { Keyring } from '../../platform/keyring.ts';
import { ButtonLink, Hidden, Note, PostForm, SubmitButton } from '../../ui/index.ts';
import { type ConsoleFrame, consolePaths } from '../console-frame.tsx';
import { newOnce } from '../session.ts';

/*
 * A form that was sent after its session had ended is not lost: the page that asks to sign in again carries what was
 * typed as hidden fields, and the person who had typed it sends it again. Nothing of it is stored. The mark of the owner
 * is a keyed hash: whoever else signs in on that page gets the fields as little as a way to send them.
 */

const PREFIX = 'kept.';
const ACTION = 'keptAction';
const OWNER = 'keptFor';

type Values = FormState['values'];

function ownerMark(keys: Keyring, personId: number): string {
  return keys.blindIndex('kept-form', String(personId));
}

/** The values of a sign-in form that keeps another form: its fields, where it goes, and whose it is. */
export function keepForm(keys: Keyring, personId: number, form: { action: string; values: Values }): Values {
  return {
    ...Object.fromEntries(Object.entries(form.values).map(([name, value]) => [PREFIX + name, value])),
    [ACTION]: form.action,
    [OWNER]: ownerMark(keys, personId),
  };
}

function keptFields(values: Values): [name: string, value: string][] {
  return Object.entries(values)
    .filter(([name]) => name.startsWith(PREFIX))
    .flatMap(([name, value]) => [value ?? []].flat().map((v): [string, string] => [name, v]));
}

/** Whether these values keep a form. */
export function keepsForm(values: Values): boolean {
  return typeof values[ACTION] === 'string' && typeof values[OWNER] === 'string';
}

/** The kept form as hidden fields of the page that comes next. */
export function KeptFields({ values }: { values: Values }) {
  if (!keepsForm(values)) return null;
  return (
    <>
      <Hidden name={ACTION} value={String(values[ACTION])} />
      <Hidden name={OWNER} value={String(values[OWNER])} />
      {keptFields(values).map(([name, value], i) => (
        <Hidden key={`${name} ${i}`} name={name} value={value} />
      ))}
    </>
  );
}

/**
 * The page after the sign-in: the form as it was, with a new once-token and one button that sends it.
 * @param to who has signed in, and the token of the new session
 */
export function resumePage(
  ctx: RequestContext,
  frame: ConsoleFrame,
  values: Values,
  to: { personId: number; token: string } | { personId: number; once: string },
): string {
  const home = consolePaths(ctx.base.console).home();
  const action = localPath(String(values[ACTION] ?? ''), ctx.base.console, '');
  if (action === '' || values[OWNER] !== ownerMark(ctx.keys, to.personId))
    return frame.plain(ctx, {
      title: '已登录',
      children: (
        <>
          <Note kind="warn">登录前的页面是另一位同事填写的，内容没有带过来，也没有提交。</Note>
          <p class="mc-after">
            <ButtonLink href={home} kind="primary">
              进入我的待办
            </ButtonLink>
          </p>
        </>
      ),
    });
  const fields = keptFields(values);
  return frame.plain(ctx, {
    title: '继续提交',
    children: (
      <>
        <Note kind="ok" live>
          已重新登录。您刚才填写的内容都在，但还没有提交，请按下面的按钮继续。
        </Note>
        <PostForm
          action={action}
          once={'once' in to ? to.once : newOnce(to.token)}
          label="继续提交"
          class="mc-after"
        >
          {fields.map(([name, value], i) => (
            <Hidden key={`${name} ${i}`} name={name.slice(PREFIX.length)} value={value} />
          ))}
          <SubmitButton icon="send">继续提交</SubmitButton>
        </PostForm>
        <p class="muted small mc-after">
          不想提交了？<a href={home}>回到我的待办</a>，填写的内容将不保留。
        </p>
      </>
    ),
  });
}
