/*
 * npm test: style, types, then every test against a real PostgreSQL and a real browser. Ends with one line
 * "N passed, N failed, N skipped"; style and types count as one test each.
 */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const root = path.join(import.meta.dirname, '..');
const bin = (name) => path.join(root, 'node_modules', '.bin', name);
const strict = ['1', 'true'].includes(process.env.CI ?? '');
const total = { passed: 0, failed: 0, skipped: 0 };
/** What failed, told once more at the very end: whoever reads only the last lines of a long run finds the cause there. */
const failures = [];
/** What passed only at the second try: told too, and no failure. Bounds on time are many, and the machine is shared. */
const unsteady = [];

function run(file, args, env = {}) {
  return (
    spawnSync(file, args, {
      cwd: root,
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, ...env },
    }).status === 0
  );
}

function step(name, ok) {
  total[ok ? 'passed' : 'failed']++;
  if (!ok) failures.push(name);
  console.log(`${ok ? 'ok  ' : 'FAIL'} ${name}`);
}

/**
 * The tests of one project's report with this state that have failed once at least, each with the first lines of why;
 * for `failed` also the files that could not be run.
 * @param {string} project
 * @param {{testResults: {name: string, message: string, assertionResults: {status: string, fullName: string, failureMessages: string[]}[]}[]}} report as Vitest's JSON reporter writes it
 * @param {'passed' | 'failed'} state
 */
function told(project, report, state) {
  return report.testResults.flatMap((file) => {
    const of = `${project} ${path.relative(root, file.name)}`;
    const tests = file.assertionResults.filter((t) => t.status === state && t.failureMessages.length > 0);
    if (state === 'failed' && tests.length === 0 && file.message)
      return [`${of}: ${file.message.split('\n', 4).join('\n    ')}`];
    return tests.map((test) => {
      const reason = test.failureMessages.join('\n').split('\n', 8).join('\n    ');
      return `${of} > ${test.fullName}\n    ${reason}`;
    });
  });
}

/** The browser tests need Debian's Chromium: installed when we may, named as missing when we may not. */
function browser() {
  const there = () => fs.existsSync('/usr/bin/chromium') && fs.existsSync('/usr/share/fonts/opentype/noto');
  if (!there() && process.getuid?.() === 0 && fs.existsSync('/usr/bin/apt-get'))
    run('/bin/sh', ['scripts/apt.sh']);
  if (there()) return true;
  console.log('没有 Chromium 或中文字体，浏览器测试不能运行。请执行：sudo sh scripts/apt.sh');
  return false;
}

step('biome', run(bin('biome'), ['check', '--error-on-warnings', '.']));
step(
  'types',
  run(process.execPath, [
    path.join(root, 'node_modules', 'typescript', 'bin', 'tsc'),
    '--noEmit',
    '-p',
    'tsconfig.json',
  ]),
);

/** The tests against an external server need Debian's PostgreSQL 15. */
function postgres15() {
  const there = () => fs.existsSync('/usr/lib/postgresql/15/bin/postgres');
  if (!there() && process.getuid?.() === 0 && fs.existsSync('/usr/bin/apt-get'))
    run('/bin/sh', ['scripts/apt.sh']);
  if (there()) return true;
  console.log('没有 PostgreSQL 15，外部数据库的测试不能运行。请执行：sudo sh scripts/apt.sh');
  return false;
}

const withBrowser = browser();
const with15 = postgres15();
const projects = ['program', ...(with15 ? ['postgresql-15'] : []), ...(withBrowser ? ['browser'] : [])];
for (const project of projects) {
  const report = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'mingtang-report-')), 'report.json');
  const ok = run(
    process.execPath,
    [
      path.join(root, 'node_modules', 'vitest', 'vitest.mjs'),
      'run',
      '--project',
      project,
      '--reporter=default',
      '--reporter=json',
      '--retry=1',
      `--outputFile.json=${report}`,
    ],
    { NO_COLOR: '1' },
  );
  const counts = fs.existsSync(report) ? JSON.parse(fs.readFileSync(report, 'utf8')) : undefined;
  fs.rmSync(path.dirname(report), { recursive: true, force: true });
  console.log(`${project}: ${counts?.numPassedTests ?? 0} passed, ${counts?.numFailedTests ?? 0} failed`);
  total.passed += counts?.numPassedTests ?? 0;
  total.failed += counts?.numFailedTests ?? 0;
  if (!ok) failures.push(...(counts ? told(project, counts, 'failed') : [`${project}: no report`]));
  if (counts) unsteady.push(...told(project, counts, 'passed'));
  total.skipped += (counts?.numPendingTests ?? 0) + (counts?.numTodoTests ?? 0);
  // A file that cannot be loaded or a server that does not start has no failed test of its own.
  if (!ok && (counts?.numFailedTests ?? 0) === 0) total.failed++;
}
if (!withBrowser) {
  const files = fs.readdirSync(path.join(root, 'e2e')).filter((f) => f.endsWith('.test.ts'));
  console.log(`${strict ? '未能运行' : '跳过'}：${files.join('、')}`);
  total[strict ? 'failed' : 'skipped'] += files.length;
}
if (!with15) {
  console.log(`${strict ? '未能运行' : '跳过'}：外部 PostgreSQL 15 的测试`);
  total[strict ? 'failed' : 'skipped']++;
}
step('coverage', run(process.execPath, ['scripts/coverage.mjs', '--check']));

for (const test of unsteady) console.log(`UNSTEADY ${test}`);
for (const failure of failures) console.log(`FAIL ${failure}`);
console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exit(total.failed === 0 ? 0 : 1);
