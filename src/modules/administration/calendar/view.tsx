import { addDays, type Day, weekday } from '../../../law/day.ts';
import type { YearArrangement } from '../../../law/terms/calendar.ts';
import type { ClockMove } from '../../../mechanisms/procedure/index.ts';
import { DataTable, Empty, Tag } from '../../../ui/index.ts';

/** 2月15日（日） */
function shortDay(d: Day): string {
  return `${Number(d.slice(5, 7))}月${Number(d.slice(8))}日（${'一二三四五六日'[weekday(d) - 1]}）`;
}

/** Days in a row as one span. */
function spans(days: readonly Day[]): [from: Day, through: Day][] {
  const out: [Day, Day][] = [];
  for (const d of [...days].sort()) {
    const last = out.at(-1);
    if (last && addDays(last[1], 1) === d) last[1] = d;
    else out.push([d, d]);
  }
  return out;
}

interface HolidayRow {
  name: string;
  off: [Day, Day][];
  days: number;
  work: Day[];
}

function holidays(year: YearArrangement): HolidayRow[] {
  const names = [...new Set([...Object.values(year.off), ...Object.values(year.work)])];
  const own = (days: Readonly<Record<Day, string>>, name: string) =>
    (Object.keys(days) as Day[]).filter((d) => days[d] === name).sort();
  return names
    .map((name) => ({
      name,
      off: spans(own(year.off, name)),
      days: own(year.off, name).length,
      work: own(year.work, name),
    }))
    .sort((a, b) => ((a.off[0]?.[0] ?? '') < (b.off[0]?.[0] ?? '') ? -1 : 1));
}

/** The holidays of a year: days off, and the weekend days worked instead. */
export function YearTable({ year }: { year: YearArrangement }) {
  return (
    <DataTable<HolidayRow>
      caption={`${year.year} 年放假安排`}
      rows={holidays(year)}
      columns={[
        { label: '节日', header: true, cell: (h) => h.name, nowrap: true },
        {
          label: '放假',
          cell: (h) =>
            h.off
              .map(([from, through]) =>
                from === through ? shortDay(from) : `${shortDay(from)} 至 ${shortDay(through)}`,
              )
              .join('、'),
        },
        { label: '天数', cell: (h) => h.days, num: true },
        { label: '调休上班', cell: (h) => h.work.map(shortDay).join('、') || '—' },
      ]}
    />
  );
}

/** What a change of the calendar moves, before it is made. */
export function MovesTable({
  moves,
  casePath,
}: {
  moves: readonly ClockMove[];
  casePath: (pid: string) => string;
}) {
  return (
    <DataTable<ClockMove>
      caption="将要变动的期限"
      rows={moves}
      empty={<Empty title="没有在办事项的期限会变动。" hint="已办结的事项不重算。" />}
      columns={[
        { label: '事项', header: true, cell: (m) => <a href={casePath(m.casePid)}>{m.subject}</a> },
        { label: '原期限', cell: (m) => m.from, nowrap: true },
        {
          label: '新期限',
          cell: (m) => (
            <>
              {m.to} {m.provisional && <Tag kind="warn">暂定</Tag>}
            </>
          ),
          nowrap: true,
        },
        { label: '变动', cell: (m) => (m.to > m.from ? '推后' : '提前'), nowrap: true },
      ]}
    />
  );
}
