import pg from 'pg';

/** One statement as it went to the server. */
export interface Statement {
  text: string;
  values: readonly unknown[];
}

/**
 * Runs `work` and notes every statement it sends to the database, transactions included, in their order. Nothing else
 * may use a connection of this process meanwhile.
 */
export async function recordStatements(work: () => Promise<unknown>): Promise<Statement[]> {
  const statements: Statement[] = [];
  const original = pg.Client.prototype.query;
  const noting = function (this: pg.Client, ...args: unknown[]): unknown {
    const [first, values] = args;
    if (typeof first === 'string')
      statements.push({ text: first, values: Array.isArray(values) ? [...values] : [] });
    else if (typeof first === 'object' && first !== null && 'text' in first && typeof first.text === 'string')
      statements.push({
        text: first.text,
        values: 'values' in first && Array.isArray(first.values) ? [...first.values] : [],
      });
    return Reflect.apply(original, this, args);
  };
  pg.Client.prototype.query = noting as typeof original;
  try {
    await work();
  } finally {
    pg.Client.prototype.query = original;
  }
  return statements;
}

/**
 * Sends recorded statements again, one after the other on one connection, with nothing of the program around them.
 * @param fresh values that must differ from the recorded ones (unique keys), by recorded value
 */
export async function replay(
  client: pg.Client,
  statements: readonly Statement[],
  fresh: ReadonlyMap<unknown, unknown> = new Map(),
): Promise<void> {
  for (const { text, values } of statements)
    await client.query(
      text,
      values.map((v) => (fresh.has(v) ? fresh.get(v) : v)),
    );
}
