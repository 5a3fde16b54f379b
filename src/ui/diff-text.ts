/** A stretch of text that stayed, came or went. */
export interface DiffPart {
  kind: 'same' | 'ins' | 'del';
  text: string;
}

/** Largest table of the comparison, in cells; beyond it the stretch counts as replaced as a whole. */
const CELLS_MAX = 1_500_000;

function push(parts: DiffPart[], kind: DiffPart['kind'], text: string): void {
  if (text === '') return;
  const last = parts.at(-1);
  if (last?.kind === kind) last.text += text;
  else parts.push({ kind, text });
}

/** Compares two lists of tokens by their longest common subsequence. */
function compare(before: readonly string[], after: readonly string[], joint: string): DiffPart[] {
  let head = 0;
  while (head < before.length && head < after.length && before[head] === after[head]) head += 1;
  let tail = 0;
  while (
    tail < before.length - head &&
    tail < after.length - head &&
    before[before.length - 1 - tail] === after[after.length - 1 - tail]
  ) {
    tail += 1;
  }
  const a = before.slice(head, before.length - tail);
  const b = after.slice(head, after.length - tail);
  const parts: DiffPart[] = [];
  for (const token of before.slice(0, head)) push(parts, 'same', token + joint);
  const width = b.length + 1;
  if ((a.length + 1) * width > CELLS_MAX) {
    for (const token of a) push(parts, 'del', token + joint);
    for (const token of b) push(parts, 'ins', token + joint);
  } else {
    const common = new Uint32Array((a.length + 1) * width);
    for (let i = a.length - 1; i >= 0; i -= 1) {
      for (let j = b.length - 1; j >= 0; j -= 1) {
        common[i * width + j] =
          a[i] === b[j]
            ? common[(i + 1) * width + j + 1]! + 1
            : Math.max(common[(i + 1) * width + j]!, common[i * width + j + 1]!);
      }
    }
    let i = 0;
    let j = 0;
    while (i < a.length || j < b.length) {
      if (i < a.length && j < b.length && a[i] === b[j]) {
        push(parts, 'same', a[i]! + joint);
        i += 1;
        j += 1;
      } else if (
        j >= b.length ||
        (i < a.length && common[(i + 1) * width + j]! >= common[i * width + j + 1]!)
      ) {
        push(parts, 'del', a[i]! + joint);
        i += 1;
      } else {
        push(parts, 'ins', b[j]! + joint);
        j += 1;
      }
    }
  }
  for (const token of before.slice(before.length - tail)) push(parts, 'same', token + joint);
  return parts;
}

/**
 * Makes a comparison of characters readable: chance agreements of one character between two changes
 * are given up, and of neighbouring changes what went comes before what came.
 */
function smooth(parts: readonly DiffPart[]): DiffPart[] {
  const result: DiffPart[] = [];
  let went = '';
  let came = '';
  const flush = () => {
    push(result, 'del', went);
    push(result, 'ins', came);
    went = '';
    came = '';
  };
  for (const [index, part] of parts.entries()) {
    const between = index > 0 && index < parts.length - 1;
    if (part.kind === 'del') went += part.text;
    else if (part.kind === 'ins') came += part.text;
    else if (between && [...part.text].length === 1 && went !== '' && came !== '' && part.text !== '\n') {
      went += part.text;
      came += part.text;
    } else {
      flush();
      push(result, 'same', part.text);
    }
  }
  flush();
  return result;
}

/**
 * Compares two plain texts, first by lines, then inside changed lines by characters.
 * @param before the older text
 * @param after the newer text
 * @returns parts; `same` and `del` joined give `before`, `same` and `ins` joined give `after`, each with
 *   one line feed behind it, so that last lines compare like all others
 */
export function diffText(before: string, after: string): DiffPart[] {
  const lines = compare(before.split('\n'), after.split('\n'), '\n');
  const parts: DiffPart[] = [];
  for (let index = 0; index < lines.length; index += 1) {
    const part = lines[index]!;
    const next = lines[index + 1];
    if (part.kind !== 'same' && next !== undefined && next.kind !== 'same' && next.kind !== part.kind) {
      const went = part.kind === 'del' ? part.text : next.text;
      const came = part.kind === 'ins' ? part.text : next.text;
      for (const piece of smooth(compare([...went], [...came], ''))) push(parts, piece.kind, piece.text);
      index += 1;
    } else {
      push(parts, part.kind, part.text);
    }
  }
  return parts;
}
