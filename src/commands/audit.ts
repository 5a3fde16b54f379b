import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { anchorsFolder } from '../addresses.ts';
import { readConfig } from '../config.ts';
import {
  type Anchor,
  anchorFile,
  exportAnchor,
  type Finding,
  readAnchors,
  Sealer,
  type Verification,
  verifyChain,
} from '../core/index.ts';
import { EVIDENCE } from '../modules/administration/index.ts';
import { systemClock } from '../platform/clock.ts';
import { createLog } from '../platform/log.ts';
import { chooseDataDir } from '../platform/postgres/index.ts';
import { PROJECT_DIR } from '../runtime.ts';
import { second } from '../ui/times.ts';
import { CommandRefused, EXIT } from './outcome.ts';
import { withDatabase } from './support.ts';

/** Where the anchors of this installation are kept. */
function ownFolder(): string {
  const config = readConfig(process.env);
  return anchorsFolder(config, chooseDataDir(config.dataDir, PROJECT_DIR).dir);
}

/**
 * `mingtang audit verify [--anchor FILE]`: recomputes the whole chain and compares it with the anchors of the file, or
 * of this installation's own folder. Exit code 0 nothing found, 1 changed, 3 doubts that a person has to look at.
 */
export async function auditVerifyCommand(args: string[]): Promise<number> {
  const { values } = parseArgs({ args, options: { anchor: { type: 'string' } } });
  const own = anchorFile(ownFolder());
  const file =
    values.anchor === undefined ? (fs.existsSync(own) ? own : undefined) : path.resolve(values.anchor);
  const content = file === undefined ? { anchors: [], unreadable: [] } : read(file);
  if (file !== undefined && content.anchors.length === 0)
    throw new CommandRefused(`${file} 中没有可以识别的锚点。请核对文件，或者不带 --anchor 只核对链本身。`);
  const found = await withDatabase((db) => verifyChain(db, EVIDENCE, content.anchors)).catch(explain);
  for (const line of verificationReport(found, file, content)) console.log(line);
  if (found.breaks > 0) return EXIT.refused;
  return found.doubts > 0 || content.unreadable.length > 0 ? EXIT.partly : EXIT.done;
}

/** `mingtang audit anchor`: seals what is left and writes an anchor now, for example before a backup. */
export async function auditAnchorCommand(): Promise<number> {
  const folder = ownFolder();
  const anchor = await withDatabase(async (db) => {
    await new Sealer(db, systemClock, EVIDENCE).look();
    const log = createLog('silent', 'command');
    return exportAnchor({ db, clock: systemClock, log, folder, mail: undefined }, 'manual');
  });
  console.log(`已写入 ${anchorFile(folder)}：`);
  console.log(JSON.stringify(anchor));
  return EXIT.done;
}

function read(file: string): ReturnType<typeof readAnchors> {
  try {
    return readAnchors(file);
  } catch {
    throw new CommandRefused(`读不到锚点文件 ${file}。请核对路径和权限。`);
  }
}

/** A table that lacks a column is no fault of the program. */
function explain(error: Error & { code?: string }): never {
  if (['42P01', '42703'].includes(error.code ?? ''))
    throw new CommandRefused('留痕的表或列不见了：表结构被人改动过，无法核验。请从备份恢复后再核验。');
  throw error;
}

/**
 * What a verification has found, in lines for people.
 * @param file where the anchors came from; undefined when there were none
 */
export function verificationReport(
  v: Verification,
  file: string | undefined,
  content: { anchors: readonly Anchor[]; unreadable: readonly number[] },
): string[] {
  const last = content.anchors.at(-1);
  const after = v.afterAnchor + v.unsealed;
  return [
    `封存链：${v.position} 条（操作留痕 ${v.sealed.audit} 行，办理记录 ${v.sealed.event} 行）${v.sealedAt ? `，最后一次封存 ${second(v.sealedAt)}` : ''}。`,
    v.unsealed > 0
      ? `尚未封存：${v.unsealed} 行。封存程序每秒运行一次；如果这个数一直不变，请检查后台服务（worker）是否在运行。`
      : '尚未封存：0 行。',
    last === undefined
      ? `锚点：没有。没有锚点时，能发现中间改动，不能发现整段重写和截断（涉及全部 ${after} 行）。`
      : `锚点：${file}，共 ${content.anchors.length} 个，最后一个 ${last.at} 第 ${last.position} 条；相符到第 ${v.anchors.agreedTo} 条。`,
    ...(content.unreadable.length > 0
      ? [`锚点文件第 ${content.unreadable.join('、')} 行无法识别，没有使用，请查明原因。`]
      : []),
    ...(last === undefined
      ? []
      : [
          `锚点之后 ${after} 行：能发现中间改动，不能发现整段重写和截断。下一个锚点写到数据库之外以后即受保护。`,
        ]),
    ...conclusion(v),
  ];
}

function conclusion(v: Verification): string[] {
  const [first] = v.findings;
  if (!first)
    return [v.anchors.compared > 0 ? '结论：没有发现改动，与锚点相符。' : '结论：没有发现改动，链是完整的。'];
  const total = v.breaks + v.doubts;
  return [
    v.breaks > 0
      ? `结论：发现 ${v.breaks} 处改动${v.doubts > 0 ? `，另有 ${v.doubts} 处疑点` : ''}。最早的一处${place(first)}。`
      : `结论：链是完整的，但有 ${v.doubts} 处疑点，须人工查明。`,
    ...v.findings.map((f) => `- ${f.kind === 'break' ? '改动' : '疑点'}${place(f)}：${f.what}`),
    ...(total > v.findings.length ? [`- ……另有 ${total - v.findings.length} 处，没有逐一列出。`] : []),
  ];
}

function place(f: Finding): string {
  const position = f.position === undefined ? '在链外' : f.position === 0 ? '' : `在链上第 ${f.position} 条`;
  return `${position}${f.about ? `（${f.about}）` : ''}`;
}
