import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { planFor } from '../core/index.ts';
import {
  importOrganisations,
  prepareImport,
  readOrganisationTable,
  refusedReport,
} from '../modules/administration/index.ts';
import { sm3 } from '../platform/crypto.ts';
import { CommandRefused, EXIT, UsageError } from './outcome.ts';
import { operatorContext, withDatabase } from './support.ts';

/** Lines of the report that are printed; the file given with --report holds all. */
const PRINTED = 50;

/**
 * `mingtang organisation import <file.xlsx> [--check] [--skip-refused] [--report <file.xlsx>]`: shows what would be done,
 * then does all of it or nothing.
 */
export async function organisationImportCommand(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      check: { type: 'boolean' },
      'skip-refused': { type: 'boolean' },
      report: { type: 'string' },
    },
  });
  const [file, ...more] = positionals;
  if (!file || more.length > 0) throw new UsageError('请给出一个要导入的 .xlsx 文件。');
  if (!fs.statSync(file, { throwIfNoEntry: false })?.isFile())
    throw new CommandRefused(`没有“${file}”这个文件。`);
  const bytes = fs.readFileSync(file);
  const table = await readOrganisationTable({ bytes });
  return withDatabase(async (db, jobs) => {
    const ctx = operatorContext(db, jobs, [
      'organisation.prepare-import',
      'organisation.import',
      'organisation.add',
      'organisation.save',
    ]);
    const plan = await planFor(db, table, { actor: ctx.actor, today: ctx.clock.today() });
    for (const remark of table.remarks) console.log(remark);
    for (const c of plan.creates.slice(0, PRINTED))
      console.log(`新建  第 ${c.row} 行  ${c.facts.name}（${c.facts.code}）`);
    for (const c of plan.changes.slice(0, PRINTED))
      console.log(
        `修改  第 ${c.row} 行  ${c.facts.name}：${c.diffs.map((d) => `${d.label} ${d.before || '（空）'}→${d.after || '（空）'}`).join('；')}`,
      );
    for (const r of plan.refused.slice(0, PRINTED)) console.error(`不能导入  ${r.address}：${r.message}`);
    console.log(
      `新建 ${plan.creates.length} 个，修改 ${plan.changes.length} 个，没有变化 ${plan.unchanged} 个，不能导入 ${plan.refused.length} 处。`,
    );
    if (values.report) fs.writeFileSync(values.report, await refusedReport(plan.refused));
    const some = plan.creates.length + plan.changes.length > 0;
    const refused = plan.refused.length > 0;
    if (values.check) return refused ? EXIT.refused : EXIT.done;
    if (!some || (refused && !values['skip-refused'])) {
      console.error('没有写入任何内容。');
      return refused ? EXIT.refused : EXIT.done;
    }
    const { pid } = await prepareImport(ctx, {
      organisationId: null,
      fileName: path.basename(file).slice(0, 200),
      fileHash: sm3(bytes),
      table,
    });
    await importOrganisations(ctx, {
      pid,
      organisationId: null,
      fingerprint: plan.fingerprint,
      skipRefused: refused,
    });
    console.log('已导入。');
    return refused ? EXIT.partly : EXIT.done;
  });
}
