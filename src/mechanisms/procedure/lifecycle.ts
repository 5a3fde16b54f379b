import type { Role } from '../../core/words.ts';
import { Refusal } from '../../platform/errors.ts';

/** A state of a case: its Chinese name, whether it ends the case, and who must do what next. */
export interface StateSpec {
  label: string;
  closed?: boolean;
  /** Tasks of an open case in this state. An open case without a task would be forgotten: `defineLifecycle` refuses it. */
  tasks?: readonly { act: string; role: Role }[];
  /** Waits for a stored time, not for a person; then no task is needed. */
  waits?: boolean;
}

/** One line of the table: an act, the states it starts from, the states it may lead to, and the rule behind it. */
export interface Step<State extends string> {
  act: string;
  label: string;
  from: readonly State[];
  /** One state, or several when the facts decide between them. */
  to: readonly State[];
  article?: string;
}

/** The lifecycle of one kind of case: anything that is not in the table is refused. */
export interface Lifecycle<State extends string> {
  /** Identifier of the kind of case, e.g. document-passage. */
  procedure: string;
  label: string;
  states: Readonly<Record<State, StateSpec>>;
  steps: readonly Step<State>[];
}

/**
 * Checks the table once, at start.
 * @throws Error when a step names an unknown state, an act has two lines from one state, or an open state has nobody to act
 */
export function defineLifecycle<State extends string>(lifecycle: Lifecycle<State>): Lifecycle<State> {
  const known = new Set(Object.keys(lifecycle.states));
  const seen = new Set<string>();
  for (const step of lifecycle.steps)
    for (const from of step.from) {
      for (const state of [from, ...step.to])
        if (!known.has(state)) throw new Error(`${lifecycle.procedure}: unknown state ${state}`);
      if (seen.has(`${from} ${step.act}`))
        throw new Error(`${lifecycle.procedure}: two lines for ${step.act} from ${from}`);
      if (lifecycle.states[from].closed)
        throw new Error(`${lifecycle.procedure}: ${step.act} starts from a closed state`);
      seen.add(`${from} ${step.act}`);
    }
  for (const [name, state] of Object.entries<StateSpec>(lifecycle.states))
    if (!state.closed && !state.waits && !state.tasks?.length)
      throw new Error(`${lifecycle.procedure}: state ${name} leaves nobody with a task`);
  return lifecycle;
}

/** The lines that start from this state: what can be done now, apart from who may do it. */
export function stepsFrom<State extends string>(lifecycle: Lifecycle<State>, state: string): Step<State>[] {
  return lifecycle.steps.filter((step) => (step.from as readonly string[]).includes(state));
}

/**
 * The line for this act from this state.
 * @throws Refusal naming the present state and what it allows
 */
export function stepFor<State extends string>(
  lifecycle: Lifecycle<State>,
  state: string,
  act: string,
): Step<State> {
  const step = stepsFrom(lifecycle, state).find((s) => s.act === act);
  if (step) return step;
  const now = lifecycle.states[state as State];
  const label = lifecycle.steps.find((s) => s.act === act)?.label ?? '办理';
  const possible = stepsFrom(lifecycle, state).map((s) => `“${s.label}”`);
  throw new Refusal(
    `本件现在是“${now?.label ?? state}”，不能${label}。${now?.closed ? '本件已经办结。' : `现在可以${possible.join('、')}。`}可能是同事或者您在另一个窗口刚刚办理过，请查看流转记录。`,
  );
}
