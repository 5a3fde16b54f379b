import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { organisationByCode } from '../core/index.ts';
import { type ImportOutcome, importService, importText } from '../modules/importing/index.ts';
import { systemClock } from '../platform/clock.ts';
import { newPublicId } from '../platform/crypto.ts';
import { CommandRefused, EXIT, required, UsageError } from './outcome.ts';
import { withDatabase } from './support.ts';

/** Files to import: the given ones, and the .txt files of given folders, in order of their names. */
function findFiles(places: readonly string[]): string[] {
  return places.flatMap((place) => {
    const stat = fs.statSync(place, { throwIfNoEntry: false });
    if (!stat) throw new CommandRefused(`没有“${place}”这个文件或文件夹。`);
    if (!stat.isDirectory()) return [place];
    return fs
      .readdirSync(place)
      .filter((name) => name.toLowerCase().endsWith('.txt'))
      .sort()
      .map((name) => path.join(place, name));
  });
}

function describe(o: ImportOutcome): string {
  if (o.outcome === 'known') return `已导入过  ${o.fileName}（事项 ${o.casePid}）`;
  if (o.outcome === 'refused') return `未导入    ${o.fileName}：${o.reason}`;
  const fields = o.report.fields
    .filter((f) => f.value)
    .map(
      (f) =>
        `      ${f.label}：${f.value.slice(0, 60)}（${Math.round(f.confidence * 100)}%）${f.note ? ` ${f.note}` : ''}`,
    );
  return [`已建草稿  ${o.fileName} → ${o.title}（事项 ${o.casePid}）`, ...fields, `      ${o.check}`].join(
    '\n',
  );
}

/** `mingtang import <place…> --organisation <code> [--report <file>]` */
export async function importCommand(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { organisation: { type: 'string' }, report: { type: 'string' } },
  });
  if (positionals.length === 0) throw new UsageError('请给出要导入的文件夹或文件。');
  const code = required(values.organisation, 'organisation');
  const files = findFiles(positionals);
  if (files.length === 0) throw new CommandRefused('没有找到 .txt 文件。');
  const outcomes = await withDatabase(async (db, jobs) => {
    const organisation = await organisationByCode(db, code);
    const done: ImportOutcome[] = [];
    for (const file of files) {
      const ctx = { db, jobs, clock: systemClock, actor: importService, requestId: newPublicId() };
      done.push(
        await importText(ctx, { organisation, fileName: path.basename(file), bytes: fs.readFileSync(file) }),
      );
    }
    return done;
  });
  for (const o of outcomes) console.log(describe(o));
  const count = (kind: ImportOutcome['outcome']) => outcomes.filter((o) => o.outcome === kind).length;
  console.log(
    `新建草稿 ${count('drafted')} 件，已导入过 ${count('known')} 件，未导入 ${count('refused')} 件。草稿须由起草人核对、确定公开属性后送审。`,
  );
  if (values.report) fs.writeFileSync(values.report, `${JSON.stringify(outcomes, null, 2)}\n`);
  if (count('refused') === 0) return EXIT.done;
  return count('refused') === outcomes.length ? EXIT.refused : EXIT.partly;
}
