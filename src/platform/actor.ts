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
  /** Whether the act is allowed on things of this organisation. */
  may(act: string, organisationId: number | null): boolean;
  /** Whether the act is allowed anywhere: the coarse gate of a route, before the row is known. */
  mayAnywhere(act: string): boolean;
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
  };
}
