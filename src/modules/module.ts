import type { AccessTable, ConsoleFrame, ConsoleNavEntry, Role, SearchGroup } from '../core/index.ts';
import type { Day } from '../law/day.ts';
import type { CaseReaders, HomeWidget, ProcedureWords } from '../mechanisms/procedure/index.ts';
import type { PortalFrame, PortalParts } from '../mechanisms/publication/index.ts';
import type { Change } from '../platform/change.ts';
import type { Reader } from '../platform/db/pool.ts';
import type { Issue } from '../platform/errors.ts';
import type { ApiFace } from '../platform/http/api.ts';
import type { Face } from '../platform/http/face.ts';
import type { AppContext } from '../platform/http/route.ts';
import type { JobKind } from '../platform/jobs.ts';
import type { Reading } from '../platform/metrics.ts';
import type { Tick } from '../platform/tick.ts';

/** What the whole house knows of itself, for pages that speak of every module: roles, open work. */
export interface House {
  /** The acts of each role, of all modules. */
  acts: ReadonlyMap<Role, ReadonlySet<string>>;
  /** Chinese names of all acts. */
  actLabels: Readonly<Record<string, string>>;
  /** Words of the procedures and where a case is shown. */
  words: ProcedureWords;
  /** Why a person who holds the role may still not do the task of a case; undefined when nothing speaks against it. */
  objection: Objection;
  readers: CaseReaders;
  leftovers: readonly Leftover[];
  casesOf: CasesOf;
}

/** Ids of the cases about papers, given by their ids. A module answers for its own procedures; closed ones count too. */
type CasesOf = (db: Reader, documentIds: readonly number[]) => Promise<number[]>;

/** See {@link House.objection}. A module answers for its own procedures only. */
export type Objection = (
  db: Reader,
  it: {
    caseId: number;
    procedure: string;
    organisationId: number;
    act: string;
    personId: number;
    today: Day;
  },
) => Promise<Issue | undefined>;

/** What a module keeps under a person's name beside tasks, and what becomes of it when the person leaves or moves. */
export interface Leftover {
  /** What it is called on the page of the handover. */
  label: string;
  /**
   * How much is there and what will become of it, as a sentence without content: an administrator sees none.
   * @param handed ids of the cases whose tasks go to somebody else
   * @returns undefined where there is nothing
   */
  describe(db: Reader, personId: number, handed: readonly number[]): Promise<string | undefined>;
  /** Settles it in the change of the handover. @param it.heirs who takes over the task of a case, by its id */
  settle(
    c: Change,
    it: { personId: number; name: string; heirs: ReadonlyMap<number, number> },
  ): Promise<void>;
}

/** What a legal matter brings to the program. Leaves out what it does not need. */
export interface Module {
  name: string;
  /** Which roles hold which of its acts. */
  access?: AccessTable;
  /** Chinese names of its acts, for the page of roles and the audit trail. */
  actLabels?: Readonly<Record<string, string>>;
  objection?: Objection;
  leftover?: Leftover;
  casesOf?: CasesOf;
  portal?: PortalParts & { pages(face: Face, frame: PortalFrame): void };
  console?: {
    nav?: readonly ConsoleNavEntry[];
    widgets?: readonly HomeWidget[];
    /** What the search of the console looks through. */
    search?: readonly SearchGroup[];
    pages(face: Face, frame: ConsoleFrame, house: House): void;
  };
  api?: (api: ApiFace) => void;
  jobs?: (app: AppContext) => readonly JobKind[];
  ticks?: (app: AppContext) => readonly Tick[];
  /** Figures for the metrics, asked for when somebody reads them. */
  readings?: (app: AppContext) => Promise<readonly Reading[]>;
}
