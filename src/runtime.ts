import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the project, from the sources as from the build. */
export const PROJECT_DIR = path.join(path.dirname(fileURLToPath(import.meta.url)), '..');

/** What the supervisor hands to the processes it starts (as JSON in MINGTANG_CHILD). */
export interface ChildOrder {
  /** `name` tells this process from the others; `shared`: others serve the same ports beside it. */
  task: { kind: 'prepare' } | { kind: 'serve'; faces: string[]; name: string; shared: boolean };
  /** Socket folder of the embedded server; undefined with an external database. */
  embedded: { socketDir: string; port: number; superuser: string } | undefined;
  ports: { portal: number; console: number; api: number };
  /** Folder of files and, with the embedded server, of the database. */
  dataDir: string;
}

/** What a child tells the supervisor. */
export type ChildReport =
  | { kind: 'prepared'; banner: string | undefined; lines: string[] }
  | { kind: 'ready'; addresses: Partial<Record<'portal' | 'console' | 'api', string>> }
  | { kind: 'answer'; id: number; lines: string[] }
  | { kind: 'failed'; message: string };

/** What the supervisor asks a serving process: its figures as text, or why it cannot do its work. */
export interface ChildQuestion {
  id: number;
  what: 'metrics' | 'problems';
}
