import type { InterruptedForm } from '../../platform/http/behaviour.ts';
import { localPath } from '../../platform/http/guard.ts';
import { type FormState, newForm, type RequestContext } from '../../platform/http/route.ts';
import { ButtonLink, FileField, Hidden, Note, PostForm, SubmitButton } from '../../ui/index.ts';
import { type ConsoleFrame, consolePaths } from '../console-frame.tsx';
import { formOwner, newOnce } from '../session.ts';

/*
 * A form that was sent after its session had ended, or that has to wait for a second factor, is not lost: the page that
 * comes in between carries what was typed as hidden fields, and the person who had typed it sends it again. Nothing of it
 * is stored. The mark of the owner is a keyed hash: whoever else signs in on that page gets the fields as little as a way
 * to send them. Files are not kept: the page names them, and the form that is sent again asks for them.
 */

const PREFIX = 'kept.';
const ACTION = 'keptAction';
const OWNER = 'keptFor';
/** There when the form may bring files. */
const UPLOAD = 'keptUpload';
/** Files that were chosen: the field, a slash, the name. */
const FILES = 'keptFiles';

type Values = FormState['values'];

/**
 * The values of a sign-in form that keeps another form: its fields, where it goes, and whose it is.
 * @param owner as `formOwner` gives it
 */
export async function keepForm(owner: string, form: InterruptedForm): Promise<Values> {
  const { values, files } = await form.read();
  return {
    ...Object.fromEntries(Object.entries(values).map(([name, value]) => [PREFIX + name, value])),
    [ACTION]: form.action,
    [OWNER]: owner,
    ...(form.upload ? { [UPLOAD]: 'yes', [FILES]: files.map((f) => `${f.field}/${f.name}`) } : {}),
  };
}

/** The names of the files that were chosen, by the field they were chosen in. */
function chosenFiles(values: Values): ReadonlyMap<string, string[]> {
  const chosen = [values[FILES] ?? []].flat().map((text) => {
    const at = text.indexOf('/');
    return { field: text.slice(0, at), name: text.slice(at + 1) };
  });
  const fields = Map.groupBy(
    chosen.filter((f) => /^[A-Za-z][A-Za-z0-9-]{0,40}$/.test(f.field)),
    (f) => f.field,
  );
  return new Map([...fields].map(([field, files]) => [field, files.map((f) => f.name)]));
}

/** Says which files have to be chosen again; nothing when there are none. */
export function LostFiles({ values }: { values: Values }) {
  const names = [...chosenFiles(values).values()].flat();
  if (names.length === 0) return null;
  return (
    <Note kind="warn" title="选择的文件没有保存，继续提交时须重新选择">
      {names.join('、')}
    </Note>
  );
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
      {values[UPLOAD] !== undefined && <Hidden name={UPLOAD} value="yes" />}
      {[values[FILES] ?? []].flat().map((file) => (
        <Hidden key={file} name={FILES} value={file} />
      ))}
      {keptFields(values).map(([name, value], i) => (
        <Hidden key={`${name} ${i}`} name={name} value={value} />
      ))}
    </>
  );
}

/**
 * The page after the sign-in or the second factor: the form as it was, with a new once-token and one button that sends
 * it; with a field for each file that has to be chosen again.
 * @param to who has signed in, and the token of the new session or a once-token of the present one
 */
export function resumePage(
  ctx: RequestContext,
  frame: ConsoleFrame,
  values: Values,
  to: { personId: number; token: string } | { personId: number; once: string },
): string {
  const home = consolePaths(ctx.base.console).home();
  const action = localPath(String(values[ACTION] ?? ''), ctx.base.console, '');
  const owner = formOwner(ctx.keys, to.personId);
  if (action === '' || values[OWNER] !== owner)
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
  const chosen = chosenFiles(values);
  return frame.plain(ctx, {
    title: '继续提交',
    children: (
      <>
        <Note kind="ok" live>
          {'once' in to ? '已确认是您本人。' : '已重新登录。'}
          您刚才填写的内容都在，但还没有提交，请按下面的按钮继续。
        </Note>
        {chosen.size > 0 && (
          <div class="mc-after">
            <LostFiles values={values} />
          </div>
        )}
        <PostForm
          action={action}
          once={'once' in to ? to.once : newOnce(to.token, owner)}
          label="继续提交"
          class="mc-after"
          files={values[UPLOAD] !== undefined}
        >
          {fields.map(([name, value], i) => (
            <Hidden key={`${name} ${i}`} name={name.slice(PREFIX.length)} value={value} />
          ))}
          {[...chosen].map(([field, names]) => (
            <FileField
              key={field}
              name={field}
              label={`重新选择：${names.join('、')}`}
              form={newForm()}
              multiple={names.length > 1}
            />
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
