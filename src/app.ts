import { type AppOptions, type FaceName, openContexts } from './contexts.ts';
import {
  accountPages,
  ConsoleFrame,
  findSession,
  helpPages,
  interruptedForm,
  limitUploads,
  OIDC_CALLBACK,
  parameter,
  passwordPages,
  readLiveSettings,
  Sealer,
  SingleSignOn,
  searchPages,
  secondFactorPages,
  sessionReadings,
  signInPages,
  signInView,
  singleSignOnPages,
  sweepSessions,
  totpPages,
} from './core/index.ts';
import { apiErrors, consoleErrors, portalErrors, portalNotices } from './error-pages.tsx';
import { ACTS, HOUSE, MODULES } from './house.ts';
import { carriesSecrecyMark } from './law/secrecy-mark.ts';
import { countTasks, handOnPages, myWorkPages, remind } from './mechanisms/procedure/index.ts';
import { PortalFrame } from './mechanisms/publication/index.ts';
import { EVIDENCE } from './modules/administration/index.ts';
import { SECRECY_MARK_ISSUE } from './modules/documents/index.ts';
import { invalidationSweep } from './platform/cache/invalidations.ts';
import { ApiFace } from './platform/http/api.ts';
import { serveAssets } from './platform/http/assets.ts';
import type { FaceBehaviour } from './platform/http/behaviour.ts';
import { Face } from './platform/http/face.ts';
import type { AppContext } from './platform/http/route.ts';
import { queueLengths } from './platform/jobs.ts';
import { logged } from './platform/log.ts';
import { readOnScrape } from './platform/metrics.ts';
import { everyMinute, repeat, runTicks, type Tick } from './platform/tick.ts';
import { openPortalReading } from './portal-reading.ts';

/** A running process: its contexts for tests and tools, the addresses it serves, and a graceful stop. */
export interface RunningApp {
  office: AppContext | undefined;
  portal: AppContext | undefined;
  addresses: Partial<Record<'portal' | 'console' | 'api', string>>;
  ticks: readonly Tick[];
  stop(): Promise<void>;
}

/**
 * What a signed-in person does before anything else: the own password first, then the second factor. A right that was
 * given since the sign-in may ask for one that this session has not seen.
 */
function firstDuty(base: string): NonNullable<FaceBehaviour['first']> {
  const password = { to: `${base}/password`, open: [`${base}/password`, `${base}/signout`] };
  const totp = `${base}/account/totp`;
  const enrol = { to: totp, open: [totp, `${totp}/begin`, `${totp}/qr.svg`, `${base}/signout`] };
  const factor = `${base}/account/second-factor`;
  return (session, back) => {
    if (session.mustChangePassword) return password;
    if (session.secondFactor === 'enrol') return enrol;
    if (session.secondFactor === undefined) return undefined;
    const to = back ? `${factor}?back=${encodeURIComponent(back)}` : factor;
    return { to, open: [factor, `${base}/signout`] };
  };
}

/**
 * Builds and starts the faces of one process. Portal and api connect as the portal role and can read one schema;
 * console and worker connect as the app role.
 * @throws Error when a route declares no access, an address is taken or the database cannot be reached
 */
export async function startApp(o: AppOptions): Promise<RunningApp> {
  const { assets, bases, live, portal, office, jobs, close } = await openContexts(o);
  const serves = (name: FaceName) => o.faces.includes(name);

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
      noticePage: portalNotices(frame, portal),
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
      interrupted: (ctx, form) => interruptedForm(frame, view, ctx, form),
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
    secondFactorPages(face, frame);
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
        { name: 'reminders', run: () => remind(office, HOUSE.words) },
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
    await close();
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
