import {
  AGEING_RELATIONS,
  AskedWords,
  addViews,
  noteSearches,
  PORTAL_LOOK,
  searchedWords,
} from './mechanisms/publication/index.ts';
import { Invalidations } from './platform/cache/invalidations.ts';
import { PageCache } from './platform/cache/page-cache.ts';
import type { DatabaseAddress } from './platform/db/pool.ts';
import type { KeptPages } from './platform/http/behaviour.ts';
import { ReadLimits } from './platform/http/read-limits.ts';
import type { AppContext } from './platform/http/route.ts';
import { ViewCounts } from './platform/http/view-counts.ts';
import { logged } from './platform/log.ts';
import { readOnScrape } from './platform/metrics.ts';
import { repeat } from './platform/tick.ts';

/** What makes reading cheap in the process that the public reaches: kept pages, counted views and searches, and a limit for each network. */
export interface PortalReading {
  kept: KeptPages;
  limits: ReadLimits;
  /** Begins to follow what moves and to write views and searches. */
  start(): void;
  /** Ends it; called when no request is being answered any more, so that nothing counted is lost. */
  stop(): Promise<void>;
}

/** @param listen where to hear of moves: a direct connection of the portal role */
export function openPortalReading(portal: AppContext, listen: DatabaseAddress): PortalReading {
  const moves = new Invalidations(listen, portal.log);
  const cache = new PageCache({
    moves,
    clock: portal.clock,
    settings: portal.live,
    ageing: AGEING_RELATIONS,
  });
  const views = new ViewCounts((seen) => addViews(portal.db, seen));
  const searches = new AskedWords(portal.clock, (day, asked) => noteSearches(portal.db, day, asked));
  const later = (what: string) => (error: unknown) => portal.log.warn(logged(error), what);
  const flush = async () => {
    await views.flush().catch(later('views not written yet'));
    await searches.flush().catch(later('searches not written yet'));
  };
  const stops: (() => void | Promise<void>)[] = [];
  return {
    kept: {
      cache,
      views: {
        add(subject, day, address) {
          const words = searchedWords(subject);
          if (words === undefined) views.add(subject, day);
          else searches.add(words, address);
        },
      },
      look: PORTAL_LOOK,
    },
    limits: new ReadLimits(portal.live),
    start() {
      moves.start();
      stops.push(
        repeat(() => portal.live.viewSeconds * 1000, flush),
        readOnScrape(async () => cache.readings()),
      );
    },
    async stop() {
      await Promise.all([moves.stop(), ...stops.map((end) => end())]);
      await flush();
    },
  };
}
