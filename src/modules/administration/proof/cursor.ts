/** Where an audit row stands in the order of the list: instant in microseconds since 1970, then id. */
export interface Place {
  at: string;
  id: number;
}

/** A place in an address; internal ids are not shown there. */
export type Cursor = string;

/** Writes a place for an address. */
export function cursorOf(place: Place): Cursor {
  return Buffer.from(`${place.at}.${place.id}`).toString('base64url');
}

/** Reads what `cursorOf` wrote; undefined for anything else. */
export function readCursor(cursor: Cursor): Place | undefined {
  const m = /^(-?\d{1,17})\.(-?\d{1,15})$/.exec(Buffer.from(cursor, 'base64url').toString());
  return m ? { at: m[1]!, id: Number(m[2]) } : undefined;
}
