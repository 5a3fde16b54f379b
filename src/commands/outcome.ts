/** Exit codes of all commands. */
export const EXIT = { done: 0, refused: 1, usage: 2, partly: 3 } as const;

/** The command was called wrongly; the usage is shown with the message. */
export class UsageError extends Error {}

/** The command cannot be done; the message is a Chinese sentence that says why and what to do. */
export class CommandRefused extends Error {}

/** A required option. @throws UsageError naming it */
export function required(value: string | undefined, option: string): string {
  if (!value?.trim()) throw new UsageError(`缺少选项 --${option}。`);
  return value.trim();
}

/** An option that must be one of a list. @throws UsageError with the list */
export function oneOf<T extends string>(
  value: string,
  choices: Readonly<Record<T, unknown>>,
  option: string,
): T {
  if (Object.hasOwn(choices, value)) return value as T;
  throw new UsageError(`--${option} 应为：${Object.keys(choices).join('、')}。`);
}
