import { type ParameterSpec, UNITS } from './types.ts';

/** What may be set: the range that can be worked with, narrowed to what law leaves to the place. */
export function settableRange(spec: ParameterSpec): { min: number | undefined; max: number | undefined } {
  const { min, max, law } = spec;
  return { min: law?.least ?? min, max: law?.most ?? max };
}

/** What law says of the number, in words: 法定不超过 20 个工作日; '' where it says nothing. */
export function lawWords({ law, unit }: ParameterSpec): string {
  if (!law) return '';
  const amount = (n: number) => `${n} ${UNITS[unit]}`;
  if (law.least !== undefined && law.least === law.most)
    return `法律规定为 ${amount(law.least)}，各地不能改变`;
  if (law.most !== undefined) return `法律规定最多 ${amount(law.most)}，只能设得相同或更少`;
  return law.least === undefined ? '' : `法律规定至少 ${amount(law.least)}，只能设得相同或更多`;
}

/**
 * Whether a value lies beyond what law leaves to the place: one sentence that names the bound, its article and the way
 * out. No local paper moves it; a changed law comes with an update of the program, whose numbers are checked against it.
 */
export function boundProblem(spec: ParameterSpec, value: number): string | undefined {
  const { law } = spec;
  if (!law || (value >= (law.least ?? value) && value <= (law.most ?? value))) return undefined;
  return `“${spec.label}”${lawWords(spec)}（${law.article}），不能设为 ${value}；如果法律已经修改，请系统运维人员更新本程序，法定数值随程序更新，不在这里设定。`;
}
