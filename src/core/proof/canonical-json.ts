/** A number as it was written: 1.0 and 1.00 are two values to PostgreSQL, and large ones do not fit JavaScript's. */
class NumberText {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

// The third argument is younger than the types of the language's library.
const parse = JSON.parse as (
  text: string,
  reviver: (key: string, value: unknown, context: { source?: string }) => unknown,
) => unknown;

/**
 * JSON in one form: keys in the order of their UTF-16 code units, no blanks, strings as RFC 8785 escapes them, numbers
 * with exactly the digits they are stored with (jsonb keeps them). Two values that jsonb tells apart give two texts.
 * @param text what `jsonb::text` gives
 */
export function canonicalJson(text: string): string {
  if (text === '{}') return text;
  return write(
    parse(text, (_key, value, context) =>
      typeof value === 'number' ? new NumberText(context.source ?? String(value)) : value,
    ),
  );
}

function write(value: unknown): string {
  if (value instanceof NumberText) return value.text;
  if (Array.isArray(value)) return `[${value.map(write).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([key, v]) => `${JSON.stringify(key)}:${write(v)}`).join(',')}}`;
}
