import { type ComponentChildren, Fragment } from 'preact';
import { describedBy, Help, Messages, RequiredMark } from './form.tsx';
import { type FormState, fieldId, issuesOf, textOf, textsOf } from './form-state.ts';
import { classes } from './html.ts';

export interface Choice {
  value: string;
  label: ComponentChildren;
  /** What choosing it means, in small letters. */
  note?: ComponentChildren;
}

/**
 * The options of a choice, from words by their values.
 * @param all a first option that leaves the choice open, for example 全部环节
 */
export function optionsOf(
  words: Readonly<Record<string, string | { readonly label: string }>>,
  all?: string,
): { value: string; label: string }[] {
  const options = Object.entries(words).map(([value, word]) => ({
    value,
    label: typeof word === 'string' ? word : word.label,
  }));
  return all === undefined ? options : [{ value: '', label: all }, ...options];
}

export interface ChoicesProps {
  name: string;
  legend: string;
  options: readonly Choice[];
  form: FormState;
  hint?: ComponentChildren;
  /** What the law asks and how to decide, folded away. */
  help?: ComponentChildren;
  required?: boolean;
  wide?: boolean;
  /** Options side by side where there is room. */
  columns?: 1 | 2 | 3;
  /**
   * What the last option asks for: out of sight while another one is chosen, in any browser and without JavaScript. It is
   * sent all the same: whoever reads the form goes by the choice.
   */
  asks?: ComponentChildren;
}

function Choices(props: ChoicesProps & { type: 'radio' | 'checkbox' }) {
  const { type, name, legend, options, form, hint, help, required, wide, columns = 1, asks } = props;
  const id = fieldId(name);
  const issues = issuesOf(form, name);
  const wrong = issues.length > 0;
  const chosen = type === 'radio' ? [textOf(form, name)] : textsOf(form, name);
  const hasHint = hint !== undefined && hint !== '';
  return (
    <fieldset
      class={classes('mc-field', wrong && 'err', wide && 'w')}
      aria-describedby={describedBy(id, hasHint, wrong)}
    >
      <legend>
        {legend}
        <RequiredMark required={required} />
      </legend>
      {hasHint && (
        <p class="form-hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      <Messages id={id} issues={issues} />
      <div class={classes('mc-opts', columns > 1 && `c${columns}`, asks !== undefined && 'asks')}>
        {options.map((option, index) => {
          const optionId = index === 0 ? id : `${id}-${index + 1}`;
          const field = {
            type,
            class: 'form-check-input',
            id: optionId,
            name,
            value: option.value,
            checked: chosen.includes(option.value),
            required: type === 'radio' ? required : undefined,
            'aria-invalid': wrong ? ('true' as const) : undefined,
          };
          const words = (
            <span>
              {option.label}
              {option.note !== undefined && <small>{option.note}</small>}
            </span>
          );
          if (asks === undefined)
            return (
              <label key={option.value} class="mc-opt">
                <input {...field} />
                {words}
              </label>
            );
          // Side by side, so that a style sheet sees from the choice what follows it.
          return (
            <Fragment key={option.value}>
              <input {...field} />
              <label class="mc-opt" for={optionId}>
                {words}
              </label>
            </Fragment>
          );
        })}
        {asks !== undefined && <div class="asked">{asks}</div>}
      </div>
      {help !== undefined && <Help label={legend}>{help}</Help>}
    </fieldset>
  );
}

/** One of a few, each explained; the first option carries the id that error links point to. */
export function RadioCards(props: ChoicesProps) {
  return <Choices {...props} type="radio" />;
}

/** Any of a few, each explained. */
export function Checkboxes(props: ChoicesProps) {
  return <Choices {...props} type="checkbox" />;
}
