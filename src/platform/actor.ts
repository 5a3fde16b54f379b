import type { Reader } from './db/pool.ts';

/**
 * Who acts: a signed-in person, or a named service of the program (the minute tick, an import, the operator at the
 * server). No code path acts as a person who is not signed in.
 */
export interface Actor {
  kind: 'person' | 'service';
  /** Internal id of the person; undefined for a service. */
  personId: number | undefined;
  /** Name of the service ('system', 'import', 'operator'); undefined for a person. */
  service: string | undefined;
  /** Shown name. */
  name: string;
  /** Whether the act is allowed on things of this organisation, or on this one thing (an invitation to one case). */
  may(act: string, organisationId: number | null, thing?: Thing): boolean;
  /** Whether the act is allowed anywhere: the coarse gate of a route, before the row is known. */
  mayAnywhere(act: string): boolean;
  /** Whether the actor is invited to single cases: routes that say so let them in, the case itself decides the rest. */
  invited: boolean;
  /**
   * The absent person whose right is used when this actor may do the act only as a deputy (代); undefined when the right
   * is the actor's own.
   */
  onBehalfOf(
    act: string,
    organisationId: number | null,
    thing?: Thing,
  ): { personId: number; name: string } | undefined;
  /**
   * For a person: since when (`performance.now()`) the rights stand as they are, and how to find them anew, with the
   * session they came by. `change()` does so after a long wait: an upload takes minutes, a lock seconds, and a right or a
   * session that has ended meanwhile must not be used.
   */
  again?: { asOf: number; load(db: Reader): Promise<Actor | undefined> };
}

/** One thing that a right may be limited to. */
export interface Thing {
  kind: string;
  id: number | string;
}

/** The part of an actor that is written into events and audit rows. */
export function actorColumns(actor: Actor): { person_id: number | null; service: string | null } {
  return { person_id: actor.personId ?? null, service: actor.service ?? null };
}

/**
 * A service of the program with exactly these acts, everywhere.
 * @param service its name in events and audit rows
 */
export function serviceActor(service: string, name: string, acts: readonly string[]): Actor {
  const may = new Set(acts);
  return {
    kind: 'service',
    personId: undefined,
    service,
    name,
    may: (act) => may.has(act),
    mayAnywhere: (act) => may.has(act),
    invited: false,
    onBehalfOf: () => undefined,
  };
}
