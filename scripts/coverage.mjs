// Which requirements hold, and which tests say so: writes docs/coverage.md from the requirement ids in test titles
// (`[R-DOC-04]`, `[R-DOC-04, R-SEC-01]`), the list of all requirements and the states that hands keep.
// With --check nothing is written: exit 1 when the file is stale. Always exit 1 when a requirement is called done
// and no test names it, when an id does not exist, or when an id stands where no title is.
import fs from 'node:fs';
import path from 'node:path';

const root = path.join(import.meta.dirname, '..');
const target = path.join(root, 'docs', 'coverage.md');
const read = (name) => JSON.parse(fs.readFileSync(path.join(root, 'docs', name), 'utf8'));

/** Folders that hold tests. */
const folders = ['src', 'test', 'e2e', 'assets', 'bench', 'scripts'];
const ID = 'R-[A-Z]{3}-\\d{2}';
const TAG = `\\[(${ID}(?:\\s*,\\s*${ID})*)\\]`;
/** A text literal of one line with at least one tag in it. */
const TITLE = new RegExp(`(['"\`])((?:\\\\.|(?!\\1).)*?${TAG}(?:\\\\.|(?!\\1).)*)\\1`, 'g');
const STATES = ['done', 'part'];

const { groups, requirements } = read('requirements-index.json');
const notes = read('coverage-notes.json');
const problems = [];

function testFiles() {
  const found = folders
    .map((folder) => path.join(root, folder))
    .filter((folder) => fs.existsSync(folder))
    .flatMap((folder) =>
      fs
        .readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile() && /\.test\.tsx?$/.test(entry.name))
        .map((entry) => path.join(entry.parentPath, entry.name)),
    );
  return found.sort();
}

/** Requirement id → its tests as { file, title }. Skipped tests, plans and comments prove nothing and do not count. */
function testsById() {
  const byId = new Map();
  for (const file of testFiles()) {
    const name = path.relative(root, file).split(path.sep).join('/');
    for (const [index, line] of fs.readFileSync(file, 'utf8').split('\n').entries()) {
      if (/^\s*(?:\/\/|\/?\*)/.test(line) || /\.(?:skip|todo)\s*\(/.test(line)) continue;
      const titles = [...line.matchAll(TITLE)].map((m) => m[2]);
      const tagged = new Set(titles.flatMap((t) => t.match(new RegExp(ID, 'g')) ?? []));
      for (const id of line.match(new RegExp(ID, 'g')) ?? [])
        if (!tagged.has(id))
          problems.push(`${name}:${index + 1} 处的 ${id} 不在测试标题的方括号里，不会计入。`);
      for (const title of titles) {
        const shown = title
          .replace(new RegExp(TAG, 'g'), '')
          .replace(/\\(.)/g, '$1')
          .replace(/\s+/g, ' ')
          .trim();
        for (const id of new Set(title.match(new RegExp(ID, 'g')))) {
          if (!(id in requirements)) problems.push(`${name}:${index + 1} 处的 ${id} 不是已有的需求编号。`);
          byId.set(id, [...(byId.get(id) ?? []), { file: name, title: shown }]);
        }
      }
    }
  }
  return byId;
}

function checkNotes(tests) {
  for (const [id, { state, note }] of Object.entries(notes)) {
    if (!(id in requirements)) problems.push(`coverage-notes.json 中的 ${id} 不是已有的需求编号。`);
    if (!STATES.includes(state)) problems.push(`coverage-notes.json 中 ${id} 的 state 应为 done 或 part。`);
    if (state === 'done' && !tests.has(id)) problems.push(`${id} 标为 done，但没有一个测试写明它。`);
    if (state === 'part' && !note) problems.push(`${id} 标为 part，须在 note 中写明还缺什么。`);
  }
}

const cell = (text) => text.replaceAll('|', '\\|').replaceAll('<', '&lt;');

function testsCell(tests) {
  if (!tests) return '';
  const byFile = new Map();
  for (const { file, title } of tests) byFile.set(file, [...(byFile.get(file) ?? []), title]);
  return [...byFile].map(([file, titles]) => `\`${file}\`: ${titles.map(cell).join('; ')}`).join('<br>');
}

function document(tests) {
  const ids = Object.keys(requirements);
  const state = (id) => notes[id]?.state ?? 'later';
  const of = (group) => ids.filter((id) => id.slice(2, 5) === group);
  const count = (list, wanted) => list.filter((id) => state(id) === wanted).length;
  const begun = (group) => of(group).some((id) => state(id) !== 'later' || tests.has(id));
  const codes = Object.keys(groups);
  const lines = [
    '# Coverage of the requirements',
    '',
    'Written by `node scripts/coverage.mjs`; do not edit. States and notes are kept by hand in `coverage-notes.json`,',
    'tests are found by the ids in their titles, names stand in `requirements-index.json`.',
    '**done** = holds and is tested; **part** = begun, the note says what is missing; **later** = not begun.',
    '',
    `Of ${ids.length} requirements: ${count(ids, 'done')} done, ${count(ids, 'part')} part, ${count(ids, 'later')} later.`,
  ];
  for (const group of codes.filter(begun)) {
    const rows = of(group);
    lines.push(
      '',
      `## ${group} ${groups[group]}`,
      '',
      `${count(rows, 'done')} done, ${count(rows, 'part')} part, ${count(rows, 'later')} later.`,
      '',
      '| Id | Name | State | Tests | Note |',
      '|---|---|---|---|---|',
      ...rows.map(
        (id) =>
          `| ${id} | ${cell(requirements[id])} | ${state(id)} | ${testsCell(tests.get(id))} | ${cell(notes[id]?.note ?? '')} |`,
      ),
    );
  }
  const rest = codes.filter((group) => !begun(group));
  if (rest.length > 0) {
    lines.push('', '## Groups not begun', '', '| Group | Name | Requirements | State |', '|---|---|---|---|');
    for (const group of rest) lines.push(`| ${group} | ${groups[group]} | ${of(group).length} | later |`);
  }
  return `${lines.join('\n')}\n`;
}

const tests = testsById();
checkNotes(tests);
const text = document(tests);
if (process.argv.includes('--check')) {
  const written = fs.existsSync(target) ? fs.readFileSync(target, 'utf8') : '';
  if (written !== text)
    problems.push('docs/coverage.md 不是最新的。请执行 node scripts/coverage.mjs 后一并提交。');
} else fs.writeFileSync(target, text);
for (const problem of problems) console.error(problem);
process.exit(problems.length > 0 ? 1 : 0);
