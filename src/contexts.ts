import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { fileStore, serviceAddresses } from './addresses.ts';
import { channelAddresses, openChannels } from './channels.ts';
import type { Config } from './config.ts';
import { BUILT_IN_SETTINGS, ensureIntakeKey, turnCaptchaSecret } from './core/index.ts';
import type { Clock } from './platform/clock.ts';
import { type Database, type DatabaseAddress, openDatabase } from './platform/db/pool.ts';
import { type LiveSettings, watchQueries } from './platform/db/watch.ts';
import { openClamd } from './platform/files/clamd.ts';
import { Files } from './platform/files/files.ts';
import { UploadArea } from './platform/files/uploads.ts';
import { loadAssets } from './platform/http/assets.ts';
import type { AppContext } from './platform/http/route.ts';
import { Jobs, noJobs } from './platform/jobs.ts';
import { OFFICE_CONNECTION } from './platform/key-rotation.ts';
import { type Keyring, NO_KEYS } from './platform/keyring.ts';
import { type Log, logged } from './platform/log.ts';
import { openOutbound } from './platform/outbound.ts';

/** What a process can serve. */
export const FACES = ['portal', 'console', 'api', 'worker'] as const;
export type FaceName = (typeof FACES)[number];

/** A listening address as people type it. */
function urlHost(host: string): string {
  if (['0.0.0.0', '::'].includes(host)) return '127.0.0.1';
  return host.includes(':') ? `[${host}]` : host;
}

/** Where the built assets are, from the sources as from the build. */
const ASSETS_DIR = path.join(path.dirname(fileURLToPath(import.meta.url)), '..', 'dist', 'assets');

/** What a process is to serve, and with what. */
export interface AppOptions {
  config: Config;
  faces: readonly FaceName[];
  /** `listen`: a direct connection of the portal role, where `portal` goes through a pooler. */
  database: { app: DatabaseAddress; portal: DatabaseAddress; listen?: DatabaseAddress };
  /** 0 lets the system choose. */
  ports: { portal: number; console: number; api: number };
  /** Other processes listen on the same ports: the system hands each of them its share of the connections. */
  sharePorts?: boolean;
  /** Folder of uploads and files. */
  dataDir: string;
  clock: Clock;
  /** Folder outside the database for anchors of the chain of evidence. */
  anchorsFolder: string;
  /** Only for console and worker: portal and api hold no keys. */
  keys?: Keyring;
  log: Log;
  /** Stand in for parameters that a running process follows. */
  settings?: Partial<LiveSettings>;
  /** Shown on every page, for example that the data are invented. */
  banner?: string;
}

/** Bytes of the disk that uploads leave free: the embedded database stops when it cannot write. */
const DISK_RESERVE = 256 * 1024 * 1024;

/** The configured provider of single sign-on may be called, wherever it stands. */
function issuerAddress({ oidc }: Config): string[] {
  if (!oidc) return [];
  const { hostname, port, protocol } = new URL(oidc.issuer);
  return [`${hostname}:${port || (protocol === 'https:' ? 443 : 80)}`];
}

/** What the faces and the worker of one process share. */
export interface Contexts {
  assets: ReturnType<typeof loadAssets>;
  /** Path prefixes of the faces, without trailing slash. */
  bases: { portal: string; console: string; api: string };
  /** Settings that the process follows; whoever reads them anew writes them here. */
  live: LiveSettings;
  /** For portal and api: connects as the portal role, which can read one schema, and holds no keys. */
  portal: AppContext | undefined;
  /** For console and worker: connects as the app role. */
  office: AppContext | undefined;
  jobs: Jobs | undefined;
  /** Ends jobs and connections. */
  close(): Promise<void>;
}

/** Opens what a process needs before it serves anything. @throws Error when the database cannot be reached */
export async function openContexts(o: AppOptions): Promise<Contexts> {
  const assets = loadAssets(ASSETS_DIR);
  const base = (url: string | undefined) => (url ? new URL(url).pathname.replace(/\/+$/, '') : '');
  const bases = {
    portal: base(o.config.urls.portal),
    console: base(o.config.urls.console),
    api: base(o.config.urls.api),
  };
  const onError = (error: Error) => o.log.warn(logged(error), 'database connection lost');
  const live = { ...BUILT_IN_SETTINGS, ...o.settings };
  const pools: Database[] = [];
  const open = (address: DatabaseAddress, name: string, max: number, min = 0) => {
    const pool = openDatabase(address, { name, max, min, onError, watch: watchQueries(name, live, o.log) });
    pools.push(pool);
    return pool;
  };
  const uploads = new UploadArea(path.join(o.dataDir, 'uploads'), DISK_RESERVE);
  await uploads.open();
  // What the operator has configured to be called may be called, wherever it stands.
  const outbound = openOutbound({
    allow: [
      ...o.config.outboundAllow,
      ...serviceAddresses(o.config),
      ...channelAddresses(o.config),
      ...issuerAddress(o.config),
    ],
  });
  const store = fileStore(o.config, o.dataDir, outbound);
  const common = {
    uploads,
    clock: o.clock,
    log: o.log,
    outbound,
    scanner: o.config.clamd && openClamd(o.config.clamd, outbound),
    anchorsFolder: o.anchorsFolder,
    mail: undefined,
    hook: undefined,
    base: { portal: bases.portal, console: bases.console },
    portalUrl: o.config.urls.portal ?? `http://${urlHost(o.config.host)}:${o.ports.portal}`,
    live,
    consoleUrl: o.config.urls.console ?? `http://${urlHost(o.config.host)}:${o.ports.console}`,
    banner: o.banner,
  };
  const serves = (...names: FaceName[]) => names.some((n) => o.faces.includes(n));
  const portal: AppContext | undefined = serves('portal', 'api')
    ? {
        ...common,
        db: open(o.database.portal, 'mingtang portal', 10),
        keys: NO_KEYS,
        files: new Files(store, NO_KEYS),
        jobs: noJobs,
        asset: (name) => `${bases.portal}/assets/${assets.name(name)}`,
      }
    : undefined;
  const officeDb = serves('console', 'worker') ? open(o.database.app, OFFICE_CONNECTION, 12, 1) : undefined;
  const jobs = officeDb ? new Jobs(officeDb, serves('worker') ? 'worker' : 'sender', o.log) : undefined;
  const office: AppContext | undefined =
    officeDb && jobs
      ? {
          ...common,
          db: officeDb,
          keys: o.keys ?? NO_KEYS,
          files: new Files(store, o.keys ?? NO_KEYS),
          ...openChannels(o.config, { outbound, clock: o.clock }),
          jobs,
          asset: (name) => `${bases.console}/assets/${assets.name(name)}`,
        }
      : undefined;
  await jobs?.start();
  if (office && o.keys) await ensureIntakeKey(office.db, o.keys, o.clock.now());
  if (office) await turnCaptchaSecret(office.db, o.clock.now(), o.clock.today());
  return {
    assets,
    bases,
    live,
    portal,
    office,
    jobs,
    async close() {
      await jobs?.stop(10);
      await Promise.all(pools.map((pool) => pool.destroy()));
    },
  };
}
