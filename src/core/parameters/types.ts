/** Units of parameters, with the word that follows the number. */
export const UNITS = {
  'working-days': '个工作日',
  'calendar-days': '日',
  hours: '小时',
  minutes: '分钟',
  seconds: '秒',
  milliseconds: '毫秒',
  months: '个月',
  weeks: '周',
  years: '年',
  times: '次',
  persons: '人',
  items: '项',
  pieces: '件',
  files: '个',
  rows: '行',
  kinds: '种',
  places: '处',
  pages: '页',
  characters: '个字符',
  megabytes: 'MB',
  megapixels: '百万像素',
  yuan: '元',
  percent: '%',
  'day-of-month': '日',
  'month-of-year': '月',
  'hour-of-day': '时',
  flag: '',
  text: '',
} as const;
export type Unit = keyof typeof UNITS;

/** The bound of law on a local value, in the unit of the parameter; both ends equal where law fixes the number. */
export interface LawBound {
  least?: number;
  most?: number;
  article: string;
}

/** One number (or choice) that differs from place to place or may be changed by a new rule. */
export interface ParameterSpec {
  /** Chinese name, as the page of parameters shows it. */
  label: string;
  unit: Unit;
  /** What holds where nobody has set another value. */
  value: number | boolean | string;
  /** Smallest and largest value that can be worked with; may be set unless law is narrower. */
  min?: number;
  max?: number;
  /**
   * A level, or an organisation with all below it, may have a number of its own: whoever reads it says for which
   * organisation. Without this the whole city has one number.
   */
  local?: true;
  /** What law leaves to the place: at least and at most this much, by which article. */
  law?: LawBound;
  /** The law or paper the value comes from; says so when it is only customary. */
  source: string;
  /** Row of the table of numeric rules it stands for. */
  rule?: string;
}

/** Parameters of one subject, by name. */
export type ParameterGroup = Readonly<Record<string, ParameterSpec>>;
