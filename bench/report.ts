import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { systemClock } from '../src/platform/clock.ts';

const ROOT = path.join(import.meta.dirname, '..');
const RESULTS = path.join(import.meta.dirname, 'RESULTS.md');
const HEAD = `# Measurements

Written by the commands of this folder; each replaces its own section. Times depend on the machine and on what else runs
there: compare ratios, which are taken within one run with both sides alternating. "load" is the one-minute load average
when the command began; above 0.5 somebody else was working and the figures are noisy.
`;

const loadAtStart = os.loadavg()[0] ?? 0;

/** The value below which the fraction `q` of the numbers lies (nearest rank). */
export function quantile(numbers: readonly number[], q: number): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  const at = Math.min(sorted.length - 1, Math.max(0, Math.ceil(q * sorted.length) - 1));
  const value = sorted[at];
  if (value === undefined) throw new Error('no numbers');
  return value;
}

/** The middle of the numbers. */
export const median = (numbers: readonly number[]): number => quantile(numbers, 0.5);

/** Milliseconds with as many digits as they deserve. */
export function ms(value: number): string {
  return value < 10 ? value.toFixed(2) : value < 100 ? value.toFixed(1) : value.toFixed(0);
}

/** Runs `work` and says how long it took, in milliseconds. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const begin = performance.now();
  await work();
  return performance.now() - begin;
}

/** One table of a section: the first row is its head. */
export type Table = readonly (readonly (string | number)[])[];

/**
 * Prints a measurement and puts it into RESULTS.md in place of the section of the same name, with commit, command,
 * machine and day.
 * @param name name of the command
 * @param size what it was measured on
 * @param tables the figures
 * @param notes sentences below the tables
 */
export function publish(
  name: string,
  size: string,
  tables: readonly Table[],
  notes: readonly string[],
): void {
  const git = (...args: string[]) =>
    execFileSync('git', ['--no-optional-locks', ...args], { cwd: ROOT, encoding: 'utf8' }).trim();
  const changed = git('status', '--porcelain', '--', 'src', 'migrations') !== '';
  const facts = [
    `commit ${git('rev-parse', '--short', 'HEAD')}${changed ? ' with uncommitted changes' : ''}`,
    systemClock.today(),
    `${os.availableParallelism()} cores, load ${loadAtStart.toFixed(1)}${loadAtStart > 0.5 ? ' (noisy)' : ''}`,
    `Node ${process.version}`,
  ];
  const command = ['npx tsx', path.relative(ROOT, process.argv[1] ?? ''), ...process.argv.slice(2)].join(' ');
  const body = [
    `## ${name}`,
    '',
    `\`${command}\` · ${facts.join(' · ')}`,
    '',
    size,
    ...tables.flatMap((table) => ['', ...lines(table)]),
    ...(notes.length > 0 ? ['', ...notes.map((n) => `- ${n}`)] : []),
  ].join('\n');
  process.stdout.write(`${body}\n`);
  const old = fs.existsSync(RESULTS) ? fs.readFileSync(RESULTS, 'utf8') : '';
  const sections = new Map(
    old
      .split(/^(?=## )/m)
      .filter((s) => s.startsWith('## '))
      .map((s) => [s.slice(3, s.indexOf('\n')), s.trimEnd()]),
  );
  sections.set(name, body);
  const sorted = [...sections].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, text]) => text);
  fs.writeFileSync(RESULTS, `${[HEAD.trimEnd(), ...sorted].join('\n\n')}\n`);
}

function lines(table: Table): string[] {
  const [head = [], ...rows] = table;
  const line = (cells: readonly (string | number)[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map((_, i) => (i === 0 ? '---' : '---:'))), ...rows.map(line)];
}

/** Says on the error stream what is going on: a measurement of minutes must not look dead. */
export function progress(text: string): void {
  process.stderr.write(`${text}\n`);
}
