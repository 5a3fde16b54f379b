import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { fileStore, serviceAddresses } from './addresses.ts';
import { channelAddresses, openChannels } from './channels.ts';
import type { Config } from './config.ts';
import {
  ANCHOR_QUEUE,
  accountPages,
  BUILT_IN_SETTINGS,
  ConsoleFrame,
  ensureIntakeKey,
  expiredForm,
  findSession,
  helpPages,
  joinAccess,
  limitUploads,
  OIDC_CALLBACK,
  PLAN_QUEUE,
  parameter,
  passwordPages,
  type Role,
  readLiveSettings,
  SEND_QUEUE,
  Sealer,
  SingleSignOn,
  SWEEP_QUEUE,
  searchPages,
  sessionReadings,
  signInPages,
  signInView,
  singleSignOnPages,
  sweepSessions,
  totpPages,
  turnCaptchaSecret,
} from './core/index.ts';
import { apiErrors, consoleErrors, portalErrors } from './error-pages.tsx';
import { carriesSecrecyMark } from './law/secrecy-mark.ts';
import {
  countTasks,
  handOnPages,
  myWorkPages,
  type ProcedureWords,
  remind,
} from './mechanisms/procedure/index.ts';
import { INDEX_QUEUE, PortalFrame } from './mechanisms/publication/index.ts';
import { administration, EVIDENCE } from './modules/administration/index.ts';
import {
  ACT_LABELS,
  documentPaths,
  documents,
  passage,
  SECRECY_MARK_ISSUE,
  sentBack,
  stateLabel,
} from './modules/documents/index.ts';
import {
  FEEDBACK_ACT_LABELS,
  feedback,
  feedbackSentBack,
  feedbackStateLabel,
  policyFeedback,
} from './modules/feedback/index.ts';
import { importing } from './modules/importing/index.ts';
import type { House, Module } from './modules/module.ts';
import { PRIVACY_ACT_LABELS, privacy, privacyRequest, privacyStateLabel } from './modules/privacy/index.ts';
import { reminders } from './modules/reminders/index.ts';
import { sites } from './modules/sites/index.ts';
import { terms } from './modules/terms/index.ts';
import { invalidationSweep } from './platform/cache/invalidations.ts';
import type { Clock } from './platform/clock.ts';
import { type Database, type DatabaseAddress, openDatabase } from './platform/db/pool.ts';
import { type LiveSettings, watchQueries } from './platform/db/watch.ts';
import { openClamd } from './platform/files/clamd.ts';
import { Files } from './platform/files/files.ts';
import { UploadArea } from './platform/files/uploads.ts';
import { ApiFace } from './platform/http/api.ts';
import { loadAssets, serveAssets } from './platform/http/assets.ts';
import type { FaceBehaviour } from './platform/http/behaviour.ts';
import { Face } from './platform/http/face.ts';
import type { AppContext } from './platform/http/route.ts';
import { Jobs, noJobs, queueLengths } from './platform/jobs.ts';
import { OFFICE_CONNECTION } from './platform/key-rotation.ts';
import { type Keyring, NO_KEYS } from './platform/keyring.ts';
import { type Log, logged } from './platform/log.ts';
import { readOnScrape } from './platform/metrics.ts';
import { openOutbound } from './platform/outbound.ts';
import { everyMinute, repeat, runTicks, type Tick } from './platform/tick.ts';
import { openPortalReading } from './portal-reading.ts';

/** Every module, in the order of their imports. */
export const MODULES: readonly Module[] = [
  administration,
  sites,
  terms,
  reminders,
  documents,
  importing,
  privacy,
  feedback,
];

/** The acts of each role, as the modules declare them. */
export const ACTS: ReadonlyMap<Role, ReadonlySet<string>> = joinAccess(
  MODULES.flatMap((m) => (m.access ? [m.access] : [])),
);

/** Names of the acts of all procedures. */
const CASE_WORDS: Readonly<Record<string, string>> = {
  ...FEEDBACK_ACT_LABELS,
  ...PRIVACY_ACT_LABELS,
  ...ACT_LABELS,
};

/** A move of a case, as a list of work shows it. */
type Moved = Parameters<ProcedureWords['sentBack']>[1];

/** Words of the procedures beside those of documents. */
const OTHER_PROCEDURES: Readonly<
  Record<string, { label: string; state(state: string): string; sentBack?(moved: Moved): string | undefined }>
> = {
  [privacyRequest.procedure]: { label: privacyRequest.label, state: privacyStateLabel },
  [policyFeedback.procedure]: {
    label: policyFeedback.label,
    state: feedbackStateLabel,
    sentBack: feedbackSentBack,
  },
};

/** What pages that speak of every module need to know: roles with their acts, words of the procedures, objections. */
export const HOUSE: House = {
  acts: ACTS,
  actLabels: Object.assign({}, ...MODULES.map((m) => m.actLabels ?? {})),
  words: {
    actLabel: (act) => CASE_WORDS[act] ?? act,
    procedureLabel: (procedure) =>
      OTHER_PROCEDURES[procedure]?.label ?? (procedure === 'document-withdrawal' ? '撤回' : '公文'),
    stateLabel: (procedure, state) =>
      OTHER_PROCEDURES[procedure]?.state(state) ?? stateLabel(procedure, state),
    casePath: documentPaths('').case,
    sentBack: (procedure, moved) =>
      procedure === passage.procedure ? sentBack(moved) : OTHER_PROCEDURES[procedure]?.sentBack?.(moved),
  },
  leftovers: MODULES.flatMap((m) => m.leftover ?? []),
  async objection(db, it) {
    for (const m of MODULES) {
      const issue = await m.objection?.(db, it);
      if (issue) return issue;
    }
    return undefined;
  },
};

/** Names of the job queues, created by the migration. */
export const QUEUES: readonly string[] = [INDEX_QUEUE, ANCHOR_QUEUE, PLAN_QUEUE, SEND_QUEUE, SWEEP_QUEUE];

/** Words of the modules for the reminders of the mechanism. */
const REMINDER_WORDS = {
  actLabel: (act: string) => CASE_WORDS[act] ?? '办理',
  casePath: documentPaths('').case,
};

/** What a process can serve. */
export const FACES = ['portal', 'console', 'api', 'worker'] as const;
export type FaceName = (typeof FACES)[number];

/** A listening address as people type it. */
function urlHost(host: string): string {
  if (['0.0.0.0', '::'].includes(host)) return '127.0.0.1';
  return host.includes(':') ? `[${host}]` : host;
}

/** Where the built assets are, from the sources as from the build. */
export const ASSETS_DIR = path.join(path.dirname(fileURLToPath(import.meta.url)), '..', 'dist', 'assets');

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

/** A running process: its contexts for tests and tools, the addresses it serves, and a graceful stop. */
export interface RunningApp {
  office: AppContext | undefined;
  portal: AppContext | undefined;
  addresses: Partial<Record<'portal' | 'console' | 'api', string>>;
  ticks: readonly Tick[];
  stop(): Promise<void>;
}

/** The configured provider of single sign-on may be called, wherever it stands. */
function issuerAddress({ oidc }: Config): string[] {
  if (!oidc) return [];
  const { hostname, port, protocol } = new URL(oidc.issuer);
  return [`${hostname}:${port || (protocol === 'https:' ? 443 : 80)}`];
}

/** What a signed-in person does before anything else: the own password first, then the second factor. */
function firstDuty(base: string): NonNullable<FaceBehaviour['first']> {
  const password = { to: `${base}/password`, open: [`${base}/password`, `${base}/signout`] };
  const totp = `${base}/account/totp`;
  const enrol = { to: totp, open: [totp, `${totp}/begin`, `${totp}/qr.svg`, `${base}/signout`] };
  return (session) => (session.mustChangePassword ? password : session.mustEnrolTotp ? enrol : undefined);
}

/**
 * Builds and starts the faces of one process. Portal and api connect as the portal role and can read one schema;
 * console and worker connect as the app role.
 * @throws Error when a route declares no access, an address is taken or the database cannot be reached
 */
export async function startApp(o: AppOptions): Promise<RunningApp> {
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

  const behaviour = (
    name: 'portal' | 'console' | 'api',
  ): Pick<FaceBehaviour, 'name' | 'base' | 'publicUrl' | 'trustedHosts' | 'trustedHops'> => ({
    name,
    base: bases[name],
    publicUrl: o.config.urls[name],
    trustedHosts: o.config.trustedHosts,
    trustedHops: o.config.trustedHops,
  });
  const reading = portal && openPortalReading(portal, o.database.listen ?? o.database.portal);
  const faces: [name: 'portal' | 'console' | 'api', face: Face][] = [];
  const addresses: RunningApp['addresses'] = {};
  if (portal && serves('portal')) {
    const frame = new PortalFrame(MODULES.flatMap((m) => m.portal ?? []));
    const face = new Face(portal, {
      ...behaviour('portal'),
      session: async () => undefined,
      ...(reading ? { kept: reading.kept, limits: reading.limits } : {}),
      errorPage: portalErrors(frame),
    });
    serveAssets(face, assets.files);
    for (const m of MODULES) m.portal?.pages(face, frame);
    faces.push(['portal', face]);
  }
  if (office && serves('console')) {
    const frame = new ConsoleFrame(
      [
        {
          heading: '办理',
          label: '我的待办',
          path: '/',
          icon: 'layout-dashboard',
          count: async (ctx, person) =>
            [...(await countTasks(ctx.db, person)).values()].reduce((a, b) => a + b, 0),
        },
        ...MODULES.flatMap((m) => m.console?.nav ?? []),
      ],
      HOUSE.actLabels,
    );
    const sso = o.config.oidc
      ? new SingleSignOn(o.config.oidc, {
          outbound: office.outbound,
          clock: o.clock,
          redirectUri: () => `${o.config.urls.console ?? addresses.console}${OIDC_CALLBACK}`,
        })
      : undefined;
    const view = signInView(frame, sso);
    const face = new Face(office, {
      ...behaviour('console'),
      session: (app, cookies) => findSession(app, cookies, ACTS),
      signIn: (back) => `${bases.console}/signin${back ? `?back=${encodeURIComponent(back)}` : ''}`,
      first: firstDuty(bases.console),
      admits: o.config.consoleAdmits,
      expired: (ctx, form) => expiredForm(view, ctx, form),
      refuseForm: (texts) => (carriesSecrecyMark(texts) ? SECRECY_MARK_ISSUE : undefined),
      admitUpload: limitUploads,
      errorPage: consoleErrors(frame),
    });
    serveAssets(face, assets.files);
    signInPages(face, frame, view);
    if (sso) singleSignOnPages(face, sso, view);
    passwordPages(face, frame);
    accountPages(face, frame);
    totpPages(face, frame);
    const widgets = MODULES.flatMap((m) => m.console?.widgets ?? []);
    myWorkPages(face, frame, HOUSE.words, widgets);
    handOnPages(face, frame, HOUSE);
    searchPages(
      face,
      frame,
      MODULES.flatMap((m) => m.console?.search ?? []),
    );
    helpPages(face, frame);
    for (const m of MODULES) m.console?.pages(face, frame, HOUSE);
    faces.push(['console', face]);
  }
  if (portal && serves('api')) {
    const face = new Face(portal, {
      ...behaviour('api'),
      session: async () => undefined,
      ...(reading ? { limits: reading.limits } : {}),
      errorPage: apiErrors,
      errorType: 'application/problem+json; charset=utf-8',
    });
    const api = new ApiFace(portal, face.fastify);
    for (const m of MODULES) m.api?.(api);
    api.serveDocument();
    faces.push(['api', face]);
  }

  const ticks: Tick[] = office
    ? [
        {
          name: 'sessions',
          run: async () => {
            const logMonths = await parameter(office.db, 'sign-in.log-months', { day: office.clock.today() });
            await sweepSessions(office.db, office.clock.now(), logMonths);
          },
        },
        { name: 'invalidations', run: invalidationSweep(office.db, office.clock) },
        // Before the modules': what it makes is planned and sent in the same minute.
        { name: 'reminders', run: () => remind(office, REMINDER_WORDS) },
        ...MODULES.flatMap((m) => m.ticks?.(office) ?? []),
      ]
    : [];
  const stops: (() => void | Promise<void>)[] = [];
  const failed = (what: string) => (error: unknown) => o.log.error(logged(error), what);
  const follow = async () => {
    const db = (office ?? portal)?.db;
    if (db) Object.assign(live, await readLiveSettings(db, o.clock.today()), o.settings);
  };
  const stop = async () => {
    await Promise.all(stops.map((end) => end()));
    await Promise.all(faces.map(([, face]) => face.fastify.close()));
    await reading?.stop();
    await jobs?.stop(10);
    await Promise.all(pools.map((pool) => pool.destroy()));
  };
  try {
    await follow().catch(failed('settings not read'));
    stops.push(everyMinute(o.clock, () => follow().catch(failed('settings not read'))));
    reading?.start();
    for (const [name, face] of faces)
      addresses[name] = await face.fastify.listen({
        port: o.ports[name],
        host: o.config.host,
        ...(o.sharePorts ? { reusePort: true } : {}),
      });
    if (!o.config.urls.portal && addresses.portal)
      for (const context of [portal, office]) if (context) context.portalUrl = addresses.portal;
    if (!o.config.urls.console && addresses.console && office) office.consoleUrl = addresses.console;
    if (office && jobs && serves('worker')) {
      await jobs.work(MODULES.flatMap((m) => m.jobs?.(office) ?? []));
      stops.push(
        readOnScrape(() => queueLengths(office.db)),
        readOnScrape(() => sessionReadings(office.db, office.clock.now())),
        ...MODULES.flatMap((m) =>
          m.readings ? [readOnScrape(() => m.readings?.(office) ?? Promise.resolve([]))] : [],
        ),
      );
      const sealer = new Sealer(office.db, o.clock, EVIDENCE);
      stops.push(
        everyMinute(o.clock, () => runTicks(office.db, ticks, o.log).catch(failed('ticks failed'))),
        repeat(
          () => 1000,
          () => sealer.look().catch(failed('sealing failed')),
        ),
      );
    }
  } catch (error) {
    await stop();
    throw error;
  }
  return { office, portal, addresses, ticks, stop };
}
