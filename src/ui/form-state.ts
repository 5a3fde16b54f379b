/** One thing that is wrong with what was sent. */
export interface FormIssue {
  /** Name of the field; without it the issue concerns the whole form. */
  field?: string;
  /** What is wrong and what to do, in Chinese. */
  message: string;
  /** The article that demands it, for example 条例第十七条. */
  article?: string;
}

/** What a person sent (or what is stored), and what is wrong with it. Forms are refilled from it. */
export interface FormState {
  values: Record<string, string | string[] | undefined>;
  issues: FormIssue[];
  /** Heading over the issues where there is nothing to mend in the form. */
  title?: string;
}

/**
 * The value of a field as one text.
 * @returns the first value when several came, '' when none
 */
export function textOf(form: FormState, name: string): string {
  const value = form.values[name];
  return (Array.isArray(value) ? value[0] : value) ?? '';
}

/** All values of a field that may come several times, such as check boxes. */
export function textsOf(form: FormState, name: string): string[] {
  const value = form.values[name];
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}

/** The issues of one field, in the order they were found. */
export function issuesOf(form: FormState, name: string): FormIssue[] {
  return form.issues.filter((issue) => issue.field === name);
}

/** Id of a field's control (of the first one in a group); error links point to it. */
export function fieldId(name: string): string {
  return `f-${name}`;
}
