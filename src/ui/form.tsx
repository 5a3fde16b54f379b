import type { ComponentChildren } from 'preact';
import { parseDay } from '../law/day.ts';
import { type FormIssue, type FormState, fieldId, issuesOf, textOf } from './form-state.ts';
import { classes } from './html.ts';
import { Icon } from './icons.tsx';
import { readLocalMinute } from './times.ts';

/** What every field of the kit takes. */
export interface FieldProps {
  name: string;
  label: string;
  form: FormState;
  hint?: ComponentChildren;
  /** What the law asks and how to decide, folded away. */
  help?: ComponentChildren;
  required?: boolean;
  /** Takes the whole row of a `mc-fields` grid. */
  wide?: boolean;
  /** Tells apart fields of one name in several forms of a page; errors lead to the one without. */
  apart?: string;
}

export interface SelectOption {
  value: string;
  label: string;
}

/** What is wrong with a field, above its control, so that it is read before the box. */
export function Messages({ id, issues }: { id: string; issues: FormIssue[] }) {
  if (issues.length === 0) return null;
  return (
    <p class="msg" id={`${id}-msg`}>
      <Icon name="alert-circle" />{' '}
      {issues.map((issue, index) => (
        <span key={issue.message}>
          {index > 0 && ' '}
          {issue.message}
          {issue.article !== undefined && `（${issue.article}）`}
        </span>
      ))}
    </p>
  );
}

/** Help that is folded away beside a field. */
export function Help({ label, children }: { label: string; children: ComponentChildren }) {
  return (
    <details class="mc-help">
      <summary>
        怎么填<span class="visually-hidden">“{label}”</span>
      </summary>
      <div>{children}</div>
    </details>
  );
}

/** The mark behind the label of a field that must be filled. */
export function RequiredMark({ required }: { required: boolean | undefined }) {
  return required === true ? <span class="req">（必填）</span> : null;
}

/** Ids of hint and message for `aria-describedby`; undefined when there is neither. */
export function describedBy(id: string, hint: boolean, wrong: boolean): string | undefined {
  return classes(hint && `${id}-hint`, wrong && `${id}-msg`);
}

interface ShellProps extends FieldProps {
  control: (attributes: {
    id: string;
    name: string;
    required: boolean | undefined;
    'aria-invalid': 'true' | undefined;
    'aria-describedby': string | undefined;
  }) => ComponentChildren;
}

function Field({ name, label, form, hint, help, required, wide, apart, control }: ShellProps) {
  const id = apart === undefined ? fieldId(name) : `${fieldId(name)}-${apart}`;
  const issues = issuesOf(form, name);
  const wrong = issues.length > 0;
  const hasHint = hint !== undefined && hint !== '';
  return (
    <div class={classes('mc-field', wrong && 'err', wide && 'w')}>
      <label class="form-label" for={id}>
        {label}
        <RequiredMark required={required} />
      </label>
      {hasHint && (
        <p class="form-hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {/* Above the control: controls side by side stand on one line. */}
      {help !== undefined && <Help label={label}>{help}</Help>}
      <Messages id={id} issues={issues} />
      {control({
        id,
        name,
        required,
        'aria-invalid': wrong ? 'true' : undefined,
        'aria-describedby': describedBy(id, hasHint, wrong),
      })}
    </div>
  );
}

/**
 * What is wrong with a form, as links to the fields in the order they are given. It takes the focus
 * (by the island, and by `role=alert` without it). Nothing is shown when nothing is wrong.
 */
export function ErrorSummary({
  form,
  labels,
  title,
}: {
  form: FormState;
  /** Field name to the label that stands on the page. */
  labels?: Record<string, string>;
  /** Heading; by default that of the form, or how many places need mending. */
  title?: string;
}) {
  if (form.issues.length === 0) return null;
  return (
    <div class="mc-errs" role="alert" tabindex={-1} aria-labelledby="mc-errs-h">
      <h2 id="mc-errs-h">{title ?? form.title ?? `有 ${form.issues.length} 处需要修改，改好后请再次提交`}</h2>
      <ul>
        {form.issues.map((issue) => {
          const label = issue.field === undefined ? undefined : labels?.[issue.field];
          const text = `${label === undefined ? '' : `${label}：`}${issue.message}${
            issue.article === undefined ? '' : `（${issue.article}）`
          }`;
          return (
            <li key={`${issue.field} ${issue.message}`}>
              {issue.field === undefined ? text : <a href={`#${fieldId(issue.field)}`}>{text}</a>}
            </li>
          );
        })}
      </ul>
    </div>
  );
}

/** Says the limit in the hint. There is no `maxlength`: browsers cut a pasted text silently at it. */
function lengthHint(hint: ComponentChildren, maxLength: number | undefined): ComponentChildren {
  if (maxLength === undefined) return hint;
  const limit = `不超过 ${maxLength} 字。`;
  return hint === undefined ? (
    limit
  ) : (
    <>
      {hint}
      {limit}
    </>
  );
}

export interface TextFieldProps extends FieldProps {
  type?: 'text' | 'search' | 'email' | 'tel' | 'url' | 'password' | 'number';
  /** Limit in characters, told in the hint and counted by the island; the server enforces it. */
  maxLength?: number;
  autocomplete?: string;
  inputmode?: 'text' | 'numeric' | 'tel' | 'email' | 'search';
  placeholder?: string;
}

/** One line of text. A password is never filled in again. */
export function TextField(props: TextFieldProps) {
  const { type = 'text', maxLength, autocomplete, inputmode, placeholder, form, name } = props;
  return (
    <Field
      {...props}
      hint={lengthHint(props.hint, maxLength)}
      control={(attributes) => (
        <input
          {...attributes}
          // The types of preact tell inputs apart by one literal each; all these share the attributes of `text`.
          type={type as 'text'}
          class="form-control"
          value={type === 'password' ? undefined : textOf(form, name)}
          autocomplete={autocomplete}
          inputmode={inputmode}
          placeholder={placeholder}
          data-limit={maxLength}
        />
      )}
    />
  );
}

export interface TextAreaProps extends FieldProps {
  rows?: number;
  maxLength?: number;
  /** Sets the text in the face of official papers, for the body of a document. */
  document?: boolean;
}

/** Several lines of text. */
export function TextArea(props: TextAreaProps) {
  const { rows = 6, maxLength, form, name, document } = props;
  return (
    <Field
      {...props}
      hint={lengthHint(props.hint, maxLength)}
      control={(attributes) => (
        // The parser drops one line feed after the tag: without ours a text that begins with one would lose it.
        <textarea
          {...attributes}
          rows={rows}
          class={classes('form-control', document && 'mc-paper')}
          data-limit={maxLength}
        >
          {`\n${textOf(form, name)}`}
        </textarea>
      )}
    />
  );
}

export interface SelectFieldProps extends FieldProps {
  options: readonly SelectOption[];
  /** Text of a first entry with the empty value, for example 请选择. */
  empty?: string;
}

/** One of many. */
export function SelectField(props: SelectFieldProps) {
  const { options, empty, form, name } = props;
  const chosen = textOf(form, name);
  return (
    <Field
      {...props}
      control={(attributes) => (
        <select {...attributes} class="form-select">
          {empty !== undefined && <option value="">{empty}</option>}
          {options.map((option) => (
            <option key={option.value} value={option.value} selected={option.value === chosen}>
              {option.label}
            </option>
          ))}
        </select>
      )}
    />
  );
}

export interface DateFieldProps extends FieldProps {
  /** Earliest and latest, in the field's own format. */
  min?: string;
  max?: string;
}

/** A field for a time that shows what stands in it, whatever it is: browsers leave such a field empty where it is no time. */
function TimeField(
  props: DateFieldProps & { type: 'date' | 'datetime-local'; reads(value: string): boolean },
) {
  const { form, name, type, reads, min, max } = props;
  const value = textOf(form, name);
  const shown = value === '' || reads(value);
  return (
    <Field
      {...props}
      control={(attributes) =>
        shown ? (
          // The types of preact tell inputs apart by one literal each; both share the attributes of `date`.
          <input
            {...attributes}
            type={type as 'date'}
            class="form-control"
            value={value}
            min={min}
            max={max}
          />
        ) : (
          <input {...attributes} type="text" class="form-control" value={value} />
        )
      }
    />
  );
}

/** A day, `YYYY-MM-DD`. */
export function DateField(props: DateFieldProps) {
  return <TimeField {...props} type="date" reads={(value) => parseDay(value) !== undefined} />;
}

/** A day and a time to the minute without zone, `YYYY-MM-DDTHH:MM`; the server reads it as Beijing time. */
export function DateTimeField(props: DateFieldProps) {
  return (
    <TimeField {...props} type="datetime-local" reads={(value) => readLocalMinute(value) !== undefined} />
  );
}

export interface FileFieldProps extends FieldProps {
  /** Endings that the browser offers, e.g. `.pdf,.docx`; the server looks at the bytes. */
  accept?: string;
  multiple?: boolean;
}

/** One or more files. Browsers never fill it in again: what was chosen must be chosen anew after a refusal. */
export function FileField(props: FileFieldProps) {
  return (
    <Field
      {...props}
      control={(attributes) => (
        <input
          {...attributes}
          type="file"
          class="form-control"
          accept={props.accept}
          multiple={props.multiple}
        />
      )}
    />
  );
}
