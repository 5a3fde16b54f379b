import { sha256 } from '../platform/crypto.ts';
import { TooMany } from '../platform/errors.ts';
import type { RequestContext } from '../platform/http/route.ts';
import { parameter } from './parameters/index.ts';
import { countAttempt } from './sign-in/attempts.ts';

const HOUR = 60;

/**
 * Counts one sending of files by the signed-in person.
 * @throws TooMany when the person has sent files too often within the hour
 */
export async function limitUploads(ctx: RequestContext): Promise<void> {
  const personId = ctx.session?.actor.personId;
  if (personId === undefined) return;
  const most = await parameter(ctx.db, 'files.uploads-per-hour', { day: ctx.today });
  const { attempts, until } = await countAttempt(ctx.db, sha256(`upload ${personId}`), HOUR, ctx.now);
  if (attempts <= most) return;
  const minutes = Math.max(1, Math.ceil((until.getTime() - ctx.now.getTime()) / 60_000));
  throw new TooMany(
    `一小时内上传已满 ${most} 次，请在 ${minutes} 分钟后再试。您填写的内容还在，文件须重新选择。`,
    minutes * 60,
  );
}
