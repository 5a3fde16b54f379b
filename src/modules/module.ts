import type { AccessTable, ConsoleFrame, ConsoleNavEntry } from '../core/index.ts';
import type { PortalFrame, PortalNavEntry } from '../mechanisms/publication/index.ts';
import type { ApiFace } from '../platform/http/api.ts';
import type { Face } from '../platform/http/face.ts';
import type { AppContext } from '../platform/http/route.ts';
import type { JobKind } from '../platform/jobs.ts';
import type { Tick } from '../platform/tick.ts';

/** What a legal matter brings to the program. Leaves out what it does not need. */
export interface Module {
  name: string;
  /** Which roles hold which of its acts. */
  access?: AccessTable;
  /** Chinese names of its acts, as the audit trail shows them. */
  actLabels?: Readonly<Record<string, string>>;
  portal?: { nav?: readonly PortalNavEntry[]; pages(face: Face, frame: PortalFrame): void };
  console?: { nav?: readonly ConsoleNavEntry[]; pages(face: Face, frame: ConsoleFrame): void };
  api?: (api: ApiFace) => void;
  jobs?: (app: AppContext) => readonly JobKind[];
  ticks?: (app: AppContext) => readonly Tick[];
}
