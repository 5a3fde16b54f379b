import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import { enteredDay } from '../law/day.ts';
import { Note } from './components.tsx';

/**
 * The query of the page's address. The frame gives it; the filter of a list compares it with what it does, so that no list
 * shows in silence something else than was asked for.
 */
export const Asked = createContext<URLSearchParams | undefined>(undefined);

/** A condition of a list, as far as it matters whether the list does what the address asks. */
interface Condition {
  name: string;
  label: string;
  /** What the list does. */
  value?: string;
  options?: readonly { value: string }[];
  type?: 'date';
}

/** Longest part of an address that is repeated on the page, characters. */
const SHOWN = 30;

function quoted(text: string): string {
  const all = [...text];
  return `“${all.slice(0, SHOWN).join('')}${all.length > SHOWN ? '…' : ''}”`;
}

/** What the address asks of a condition, as it was typed; '' when nothing. */
function askedOf(asked: URLSearchParams | undefined, name: string): string {
  return (asked?.getAll(name) ?? [])
    .map((text) => text.trim())
    .filter(Boolean)
    .join('、');
}

/** What somebody typed that the list cannot do, to be shown in its field and mended; '' when there is none. */
export function useTyped(): (condition: Condition) => string {
  const asked = useContext(Asked);
  return ({ name, value }) => (value ? '' : askedOf(asked, name));
}

function wrong(asked: URLSearchParams, condition: Condition): string[] {
  const { name, label, value = '', options, type } = condition;
  const typed = askedOf(asked, name);
  if (typed === '') return [];
  if (options !== undefined) {
    if (value !== typed) return [`“${label}”没有${quoted(typed)}这一项，没有按它筛选。`];
    return options.some((option) => option.value === typed)
      ? []
      : [`“${label}”的选项中没有${quoted(typed)}，列表仍然按它筛选。`];
  }
  if (value !== '' && (type !== 'date' || enteredDay(value))) return [];
  return [
    type === 'date'
      ? `“${label}”应写成 2026-05-20 的形式，没有按${quoted(typed)}筛选。`
      : `“${label}”不能是${quoted(typed)}，没有按它筛选。`,
  ];
}

/**
 * Says which conditions of the address the list does not use; nothing when it does what was asked.
 * @param keep conditions without a field of their own, by their names in the address; undefined ones are not used
 */
export function NotUsed({
  fields,
  keep = {},
}: {
  fields: readonly Condition[];
  keep?: Readonly<Record<string, string | undefined>>;
}) {
  const asked = useContext(Asked);
  if (asked === undefined) return null;
  const unknown = Object.entries(keep).flatMap(([name, value]) => {
    const typed = askedOf(asked, name);
    return typed === '' || value !== undefined
      ? []
      : [`网址中的条件${quoted(`${name}=${typed}`)}不能识别，没有使用。`];
  });
  return <Unused problems={[...fields.flatMap((field) => wrong(asked, field)), ...unknown]} />;
}

/** What of an address could not be used, a sentence each; it stands before all that may be long. Nothing without one. */
export function Unused({ problems }: { problems: readonly string[] }) {
  if (problems.length === 0) return null;
  return (
    <Note kind="warn" title="请核对筛选条件">
      <ul class="mc-plainlist">
        {problems.map((problem) => (
          <li key={problem}>{problem}</li>
        ))}
      </ul>
    </Note>
  );
}
