import { CommandRefused, EXIT, UsageError } from './commands/outcome.ts';
import { ConfigError } from './config.ts';
import { MigrationError } from './platform/db/migrate.ts';
import { NotFound, Refusal } from './platform/errors.ts';
import { KeyFileError } from './platform/keyring.ts';
import { PostgresStartError } from './platform/postgres/index.ts';

/** A command: its words, its usage, and what it does. Returns the exit code. */
interface Command {
  words: string;
  usage: string;
  does: string;
  run(args: string[]): Promise<number>;
}

const COMMANDS: readonly Command[] = [
  {
    words: 'serve',
    usage: '[--portal] [--console] [--api] [--worker]',
    does: '启动服务（不带选项为全部）',
    run: async () => {
      process.argv.splice(2, 1);
      await import('./main.ts');
      return new Promise<number>(() => undefined);
    },
  },
  {
    words: 'migrate',
    usage: '--admin-url <连接串>',
    does: '在外部数据库中建立角色和表',
    run: async (args) => (await import('./commands/database.ts')).migrateCommand(args),
  },
  {
    words: 'seed',
    usage: '',
    does: '在空的内置数据库中装入演示城市',
    run: async () => (await import('./commands/database.ts')).seedCommand(),
  },
  {
    words: 'import',
    usage: '<文件夹或文件…> --organisation <机构代码> [--report <文件>]',
    does: '把保存下来的网页文本导入为草稿',
    run: async (args) => (await import('./commands/import.ts')).importCommand(args),
  },
  {
    words: 'organisation add',
    usage: '--code --name --kind --level --index-prefix [--short-name --parent --agency]',
    does: '新建机构',
    run: async (args) => (await import('./commands/people.ts')).organisationAddCommand(args),
  },
  {
    words: 'organisation import',
    usage: '<文件.xlsx> [--check] [--skip-refused] [--report <文件.xlsx>]',
    does: '按表格新建和修改机构；--check 只看不写，--skip-refused 跳过有问题的行',
    run: async (args) => (await import('./commands/organisations.ts')).organisationImportCommand(args),
  },
  {
    words: 'user add',
    usage: '--username --name --organisation [--post --role --scope]',
    does: '新建人员并给出首次口令',
    run: async (args) => (await import('./commands/people.ts')).userAddCommand(args),
  },
  {
    words: 'user grant',
    usage: '--username --role [--scope --organisation]',
    does: '授予角色',
    run: async (args) => (await import('./commands/people.ts')).userGrantCommand(args),
  },
  {
    words: 'user reset',
    usage: '--username',
    does: '重置口令并解除锁定',
    run: async (args) => (await import('./commands/people.ts')).userResetCommand(args),
  },
  {
    words: 'audit verify',
    usage: '[--anchor <文件>]',
    does: '核验操作留痕和办理记录有没有被改动，并与锚点对照',
    run: async (args) => (await import('./commands/audit.ts')).auditVerifyCommand(args),
  },
  {
    words: 'audit anchor',
    usage: '',
    does: '立即把链首写到数据库之外',
    run: async () => (await import('./commands/audit.ts')).auditAnchorCommand(),
  },
  {
    words: 'key rotate',
    usage: '',
    does: '更换安装密钥并重新加密（先停止服务）',
    run: async (args) => (await import('./commands/keys.ts')).keyRotateCommand(args),
  },
  {
    words: 'erasures replay',
    usage: '[--list <文件>]',
    does: '恢复旧备份后，重新清除备份之后已清除的个人信息',
    run: async (args) => (await import('./commands/erasures.ts')).erasuresReplayCommand(args),
  },
  {
    words: 'backup',
    usage: '--to <文件>',
    does: '把数据库和文件备份到一个加密的文件',
    run: async (args) => (await import('./commands/backup.ts')).backupCommand(args),
  },
  {
    words: 'restore',
    usage: '<备份文件> [--erasures <清除记录>] [--admin-url <连接串>]',
    does: '把备份恢复到空的数据目录或外部数据库',
    run: async (args) => (await import('./commands/backup.ts')).restoreCommand(args),
  },
  {
    words: 'jobs release',
    usage: '',
    does: '恢复备份后，放行暂停的对外发送',
    run: async (args) => (await import('./commands/backup.ts')).jobsReleaseCommand(args),
  },
  {
    words: 'law document-number',
    usage: '[文号]',
    does: '规范发文字号；不带文号时从标准输入逐行读，逐行输出 JSON',
    run: async (args) => (await import('./commands/law.ts')).documentNumberCommand(args),
  },
  {
    words: 'law deadlines',
    usage: '',
    does: '计算期限：从标准输入逐行读 JSON 问题，逐行输出 JSON 答案',
    run: async (args) => (await import('./commands/law.ts')).deadlinesCommand(args),
  },
];

function usage(): string {
  return `用法：npx mingtang <命令>\n${COMMANDS.map((c) => `  ${c.words} ${c.usage}\n      ${c.does}`).join('\n')}\n退出码：0 完成　1 被拒绝　2 用法错误　3 部分完成`;
}

async function main(): Promise<number> {
  const args = process.argv.slice(2);
  if (args.length === 0 || ['help', '--help', '-h'].includes(args[0] ?? '')) {
    console.log(usage());
    return args.length === 0 ? EXIT.usage : EXIT.done;
  }
  const command = COMMANDS.find((c) => c.words.split(' ').every((word, i) => args[i] === word));
  if (!command) throw new UsageError(`没有命令“${args.slice(0, 2).join(' ')}”。`);
  try {
    return await command.run(args.slice(command.words.split(' ').length));
  } catch (error) {
    if ((error as { code?: string }).code?.startsWith('ERR_PARSE_ARGS'))
      throw new UsageError(`选项不对。用法：npx mingtang ${command.words} ${command.usage}`);
    throw error;
  }
}

main().then(
  (code) => process.exit(code),
  (error: Error) => {
    if (error instanceof UsageError) console.error(`${error.message}\n${usage()}`);
    else if (
      [Refusal, NotFound, CommandRefused, ConfigError, MigrationError, PostgresStartError, KeyFileError].some(
        (known) => error instanceof known,
      )
    )
      console.error(error.message);
    else console.error(error.stack ?? String(error));
    process.exit(error instanceof UsageError ? EXIT.usage : EXIT.refused);
  },
);
