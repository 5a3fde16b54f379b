import { type Day, enteredDay } from '../../../law/day.ts';
import {
  type NewSheet,
  type Table,
  type TableColumn,
  type TableProblem,
  type TableRow,
  writeWorkbook,
} from '../../../platform/xlsx/index.ts';

/** The columns of the table of people. */
export const PEOPLE_COLUMNS: readonly TableColumn[] = [
  { key: 'name', heading: '姓名', required: true },
  { key: 'organisation', heading: '机构', required: true },
  { key: 'post', heading: '职务' },
  { key: 'section', heading: '内设机构' },
  { key: 'staffNumber', heading: '工号' },
  { key: 'from', heading: '到任日期', type: 'day' },
];

const HELP: Readonly<Record<string, string>> = {
  name: '最多 50 个字。',
  organisation: '机构代码或全称，须是您管理的机构。',
  post: '最多 50 个字。',
  section: '该机构已登记的内设机构的名称。',
  staffNumber: '字母、数字和短横线，全系统不重复。同机构同名的两个人，都须填工号来区分。不要填写身份证号。',
  from: '例如 2026-05-20。空着按导入当天。',
};

/** An empty table to be filled in, with what belongs into each column. */
export function peopleTemplate(): Promise<Buffer> {
  const sheets: NewSheet[] = [
    {
      name: '人员',
      headings: PEOPLE_COLUMNS.map((c) => ({
        text: c.required ? `${c.heading}（必填）` : c.heading,
        width: c.key === 'organisation' ? 36 : 18,
      })),
      rows: [],
    },
    {
      name: '填写说明',
      headings: [
        { text: '列', width: 20 },
        { text: '怎么填', width: 100 },
      ],
      rows: [
        ['总的规则', '每行一人。不要合并单元格，不要用公式，不要改标题行。账号和授权导入后另行办理。'],
        ...PEOPLE_COLUMNS.map((c) => [c.heading, HELP[c.key] ?? '']),
      ],
    },
  ];
  return writeWorkbook(sheets);
}

/** What the plan has to know of the installation. */
export interface Known {
  organisations: readonly {
    id: number;
    code: string;
    name: string;
    /** Whether people may be added to it now: it exists, and it is the importer's. */
    open: boolean;
    sections: readonly { id: number; name: string }[];
  }[];
  people: readonly { name: string; organisationId: number; staffNumber: string | null; left: boolean }[];
  today: Day;
  /** Most rows of one import. */
  most: number;
}

/** A person that would be added. */
export interface PlannedPerson {
  row: number;
  name: string;
  organisationId: number;
  post: string;
  sectionId: number | null;
  staffNumber: string | null;
  validFrom: Day;
}

/** What an import of people would do: whom it adds, and every place that it cannot take. */
export interface PeoplePlan {
  people: PlannedPerson[];
  refused: TableProblem[];
  /** Number of rows that are not taken. */
  refusedRows: number;
}

/**
 * Plans an import of people: pure. Nobody is added twice: the same staff number, or the same name in the same
 * organisation without different staff numbers, within the file or against the people there are, is refused.
 */
export function planPeopleImport(table: Table, known: Known): PeoplePlan {
  if (table.rows.length > known.most)
    return {
      people: [],
      refused: [
        {
          address: table.sheet,
          message: `共 ${table.rows.length} 行，一次最多导入 ${known.most} 行，请分成几个文件。`,
        },
      ],
      refusedRows: table.rows.length,
    };
  const plan: PeoplePlan = {
    people: [],
    refused: [...table.refused],
    refusedRows: table.refusedRows.length,
  };
  const seen = new Seen(known);
  for (const row of table.rows) {
    const read = readRow(row, known);
    const problems = 'problems' in read ? read.problems : seen.problems(row, read.person);
    if (problems.length > 0) {
      plan.refused.push(...problems);
      plan.refusedRows++;
    } else if ('person' in read) {
      seen.add(row, read.person);
      plan.people.push(read.person);
    }
  }
  return plan;
}

const at = (row: TableRow, key: string) => row.addresses[key] ?? `第${row.number}行`;

function readRow(row: TableRow, known: Known): { person: PlannedPerson } | { problems: TableProblem[] } {
  const problems: TableProblem[] = [];
  const problem = (key: string, message: string) => problems.push({ address: at(row, key), message });
  const text = (key: string) => (row.values[key] ?? '').trim();
  const name = text('name').replace(/\s+/g, ' ');
  if (name === '') problem('name', '没有填写“姓名”。');
  for (const key of ['name', 'post']) if ([...text(key)].length > 50) problem(key, '最多 50 个字，请缩短。');
  const wanted = text('organisation');
  const organisation = known.organisations.find((o) => o.code === wanted || o.name === wanted);
  if (!organisation) problem('organisation', `没有代码或全称为“${wanted}”的机构。`);
  else if (!organisation.open) problem('organisation', `“${wanted}”不在您的管理范围内，或者已经撤销。`);
  const section = text('section');
  const found = organisation?.sections.find((s) => s.name === section);
  if (section && organisation?.open && !found)
    problem('section', `${organisation.name}没有登记内设机构“${section}”，请先登记或改正名称。`);
  const staffNumber = text('staffNumber');
  if (!/^[A-Za-z0-9-]{0,30}$/.test(staffNumber))
    problem('staffNumber', '工号只能由字母、数字和短横线组成，最多 30 位。');
  else if (/^\d{17}[\dXx]$/.test(staffNumber))
    problem('staffNumber', '这像是身份证号。本系统不存身份证号，请填单位内部的工号或空着。');
  const from = text('from') === '' ? known.today : enteredDay(text('from'));
  if (!from) problem('from', '不是有效日期，请写成 2026-05-20 的形式。');
  if (problems.length > 0 || !organisation || !from) return { problems };
  return {
    person: {
      row: row.number,
      name,
      organisationId: organisation.id,
      post: text('post'),
      sectionId: found?.id ?? null,
      staffNumber: staffNumber || null,
      validFrom: from,
    },
  };
}

interface Entry {
  staffNumber: string | null;
  /** In words: who, or which row. */
  what: string;
}

/** Everybody there is and everybody planned so far, to find who would be there twice. */
class Seen {
  readonly #byNumber = new Map<string, string>();
  readonly #byName = new Map<string, Entry[]>();

  constructor(known: Known) {
    for (const p of known.people)
      this.#put(p.name, p.organisationId, p.staffNumber, p.left ? '已离任的同名人员' : '已有的人员');
  }

  #put(name: string, organisationId: number, staffNumber: string | null, what: string): void {
    if (staffNumber) this.#byNumber.set(staffNumber.toUpperCase(), what);
    const key = `${organisationId} ${name}`;
    this.#byName.set(key, [...(this.#byName.get(key) ?? []), { staffNumber, what }]);
  }

  add(row: TableRow, p: PlannedPerson): void {
    this.#put(p.name, p.organisationId, p.staffNumber, `本表第 ${row.number} 行`);
  }

  problems(row: TableRow, p: PlannedPerson): TableProblem[] {
    const taken = p.staffNumber ? this.#byNumber.get(p.staffNumber.toUpperCase()) : undefined;
    if (taken)
      return [
        {
          address: at(row, 'staffNumber'),
          message: `工号“${p.staffNumber}”与${taken}重复。同一个人只能有一条记录。`,
        },
      ];
    // Two different staff numbers tell two people of one name apart; anything less may be the same person.
    const same = this.#byName
      .get(`${p.organisationId} ${p.name}`)
      ?.find((e) => !e.staffNumber || !p.staffNumber);
    if (same)
      return [
        {
          address: at(row, 'name'),
          message: `“${p.name}”与${same.what}同机构同名。确属两人的，两人都须有工号；同一个人不要重复导入，复职、调动请在原记录上办理。`,
        },
      ];
    return [];
  }
}
