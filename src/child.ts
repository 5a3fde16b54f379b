import { anchorsFolder, databaseAddresses, keyFilePath } from './addresses.ts';
import { startApp } from './app.ts';
import { readConfig } from './config.ts';
import { FACES, type FaceName } from './contexts.ts';
import { prepareInstallation } from './install.ts';
import { systemClock } from './platform/clock.ts';
import { KeyFileError, keyringOf, readKeyFile } from './platform/keyring.ts';
import { createLog } from './platform/log.ts';
import { countProcess, metricsText } from './platform/metrics.ts';
import { readinessOf } from './readiness.ts';
import type { ChildOrder, ChildQuestion, ChildReport } from './runtime.ts';

/* A process of the supervisor: prepares the installation and ends, or serves some faces until it is told to stop. */

function report(message: ChildReport): Promise<void> {
  return new Promise((resolve) => process.send?.(message, () => resolve()));
}

async function run(): Promise<void> {
  const order = JSON.parse(process.env.MINGTANG_CHILD ?? '') as ChildOrder;
  const config = readConfig(process.env);
  const database = databaseAddresses(config, order.embedded);
  if (order.task.kind === 'prepare') {
    await report({
      kind: 'prepared',
      ...(await prepareInstallation({
        config,
        database,
        embedded: order.embedded,
        keyFile: keyFilePath(config, order.dataDir),
        dataDir: order.dataDir,
      })),
    });
    process.exit(0);
  }
  const faces = order.task.faces.filter((f): f is FaceName => (FACES as readonly string[]).includes(f));
  const { name, shared } = order.task;
  process.title = `mingtang ${name}`;
  const banner = process.env.MINGTANG_BANNER;
  const app = await startApp({
    config,
    faces,
    database,
    ports: order.ports,
    sharePorts: shared,
    dataDir: order.dataDir,
    clock: systemClock,
    anchorsFolder: anchorsFolder(config, order.dataDir),
    // What strangers reach does not even read the key file.
    ...(faces.some((f) => f === 'console' || f === 'worker')
      ? { keys: keyringOf(readKeyFile(keyFilePath(config, order.dataDir))) }
      : {}),
    log: createLog(config.logLevel, name),
    ...(banner ? { banner } : {}),
  });
  let stopping = false;
  const stop = () => {
    if (stopping) return;
    stopping = true;
    app.stop().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.on('SIGTERM', stop);
  countProcess();
  const problems = readinessOf(app, {
    dataDir: order.dataDir,
    keyFile: keyFilePath(config, order.dataDir),
    anchorsFolder: anchorsFolder(config, order.dataDir),
  });
  process.on('message', async ({ id, what }: ChildQuestion) => {
    const lines = what === 'metrics' ? [await metricsText(name)] : await problems();
    await report({ kind: 'answer', id, lines });
  });
  // The supervisor is gone: nobody would stop this process or its database in order any more.
  process.on('disconnect', () => process.exit(1));
  await report({ kind: 'ready', addresses: app.addresses });
}

run().catch(async (error: Error) => {
  await report({ kind: 'failed', message: error.message });
  // The supervisor prints the sentence; a stack would bury it.
  if (!(error instanceof KeyFileError)) process.stderr.write(`${error.stack ?? error.message}\n`);
  process.exit(1);
});
