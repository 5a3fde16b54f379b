import type { Tag } from './tags.ts';

/**
 * One matter of the city's government with the hand-written parts of its papers. Texts may hold the blanks of `fill`.
 * Lists are as long as the papers of several years need to differ.
 */
export interface Matter {
  key: string;
  /** Code of the body in charge. */
  organisation: string;
  /** As titles say it: 老旧小区改造. */
  name: string;
  theme: string;
  /** The ground of proactive disclosure, e.g. article-20-11. */
  ground: string;
  tags: readonly Tag[];
  /** Whether it belongs to 民生保障. */
  livelihood?: boolean;
  /** Short names of the bodies that work on it besides. */
  partners: readonly string[];
  /** Months of the yearly plan, report, call, list. */
  months: readonly [number, number, number, number];
  /** 实施方案, 工作计划, 工作要点 … */
  planWord: string;
  /** Purposes, each begins with 为 and ends before the comma. */
  why: readonly string[];
  /** Names of laws, with their brackets. */
  laws: readonly string[];
  goals: readonly string[];
  /** Tasks: a headline, then sentences. */
  tasks: readonly (readonly string[])[];
  /** What was done in the year before the paper. */
  results: readonly string[];
  problems: readonly string[];
  next: readonly string[];
  /** Figures by county: the name of the table, its columns, and between which numbers. */
  table?: { name: string; heads: readonly string[]; ranges: readonly (readonly [number, number])[] };
  /** For the paper of a county or a township; {lower} = 各乡镇…, {whole} = 全县 …. */
  local: readonly string[];
  /** Announcement to the public. */
  call?: {
    title: string;
    intro: string;
    sections: readonly (readonly [string, ...string[]])[];
  };
  /** A list shown for objections. */
  roster?: {
    title: string;
    intro: string;
    heads: readonly string[];
    row: readonly string[];
    /** Columns that are added up. */
    sums?: readonly number[];
    after: readonly string[];
  };
  /** Rules: chapters with their articles; without 第…条. */
  rules?: {
    title: string;
    chapters: readonly (readonly [string, ...string[]])[];
    /** Trial rules of years ago that these replace. */
    replaces?: { title: string; articles: readonly string[] };
    questions: readonly (readonly [string, string])[];
  };
  /** A reply to a county: from what it asked to what is said. */
  reply?: { county: string; title: string; asked: string; points: readonly string[] };
}
