import type { Reader } from '../../platform/db/pool.ts';

/** A counted number: what it is called, how it is counted, and where the rows behind it are listed. Zero is a value. */
export interface Figure<Scope> {
  /** English identifier. */
  name: string;
  /** Chinese name. */
  label: string;
  /** Chinese unit, e.g. 件. */
  unit: string;
  count(db: Reader, scope: Scope): Promise<number>;
  /** Path of the list of exactly the counted rows, below the face's base. */
  rows(scope: Scope): string;
}

/** A figure as shown: its value with the address of its rows. */
export interface ShownFigure {
  label: string;
  unit: string;
  value: number;
  href: string;
}

/** Reads a figure. @param base path prefix of the face that lists the rows */
export async function readFigure<Scope>(
  db: Reader,
  figure: Figure<Scope>,
  scope: Scope,
  base: string,
): Promise<ShownFigure> {
  return {
    label: figure.label,
    unit: figure.unit,
    value: await figure.count(db, scope),
    href: base + figure.rows(scope),
  };
}
