import fs from 'node:fs';
import { startApp } from '../src/app.ts';
import { readConfig } from '../src/config.ts';
import { DEMO_PASSWORD } from '../src/demo/seed.ts';
import { systemClock } from '../src/platform/clock.ts';
import { keyringOf, newKeyFile } from '../src/platform/keyring.ts';
import { createLog } from '../src/platform/log.ts';
import {
  atOneAccount,
  type BurstResult,
  burst,
  fromEverywhere,
  fromOneAddress,
  fromOneNetwork,
} from '../test/sign-in-burst.ts';
import { newFolder, withGround } from './ground.ts';
import { ms, publish } from './report.ts';

/* Ten thousand tries to sign in: npx tsx bench/sign-in.ts */

const AT_ONCE = 100;

await withGround(async (ground) => {
  const folder = newFolder();
  const app = await startApp({
    config: readConfig({ TRUSTED_HOPS: '1' }),
    faces: ['console'],
    database: ground,
    ports: { portal: 0, console: 0, api: 0 },
    clock: systemClock,
    keys: keyringOf(newKeyFile()),
    dataDir: folder,
    anchorsFolder: folder,
    log: createLog('warn', 'bench'),
  });
  const at = app.addresses.console ?? '';
  const rows: (readonly (string | number)[])[] = [
    ['tries', 'passwords looked at', 'at once', 'let in', 'refused (422 / 429)', 'ms each', 'memory (MB)'],
  ];
  const add = (what: string, r: BurstResult) =>
    rows.push([
      what,
      r.hashed,
      r.hashesAtOnce,
      r.statuses.get(303) ?? 0,
      `${r.statuses.get(422) ?? 0} / ${r.statuses.get(429) ?? 0}`,
      ms(r.took / r.answers.length),
      r.memory,
    ]);
  const account = atOneAccount('zhoumin', 5000, { at: 2500, password: DEMO_PASSWORD });
  add('5,000 at one account, each from another network', await burst(at, account, AT_ONCE));
  add('2,000 names from one address', await burst(at, fromOneAddress(2000, '172.17.1.1'), AT_ONCE));
  add('2,000 names from one network', await burst(at, fromOneNetwork(2000, '172.18.1'), AT_ONCE));
  add('1,000 names from everywhere', await burst(at, fromEverywhere(1000), AT_ONCE));
  await app.stop();
  fs.rmSync(folder, { recursive: true, force: true });
  publish(
    'sign-in',
    `10,000 tries, ${AT_ONCE} under way at a time, demo city`,
    [rows],
    [
      'One of the 5,000 carried the right password: it is not looked at, since the account is locked by then.',
      'Program and asking side share the process and the machine.',
    ],
  );
});
