/** The embedded database cannot be started; `message` is a Chinese sentence for whoever runs the server. */
export class PostgresStartError extends Error {
  override name = 'PostgresStartError';
}

/** Code of a failed system call (`ENOENT`, `EACCES`, ...), or '' when `error` is something else. */
export function errorCode(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}
