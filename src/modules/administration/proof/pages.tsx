import type { ConsoleFrame } from '../../../core/index.ts';
import type { Face } from '../../../platform/http/face.ts';
export function proofPages(_face: Face, _frame: ConsoleFrame): void {}
