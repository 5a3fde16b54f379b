/** The values of a query or form without U+0000, which no text has and PostgreSQL cannot store. */
export function withoutNul(values: unknown): Record<string, unknown> {
  const clean = (v: unknown): unknown => {
    if (typeof v === 'string') return v.replaceAll('\u0000', '');
    return Array.isArray(v) ? v.map(clean) : v;
  };
  return Object.fromEntries(Object.entries(values ?? {}).map(([name, value]) => [name, clean(value)]));
}
