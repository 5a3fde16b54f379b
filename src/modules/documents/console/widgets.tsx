import type { Person } from '../../../core/index.ts';
import type { ShownFigure } from '../../../mechanisms/figure/index.ts';
import type { HomeWidget } from '../../../mechanisms/procedure/index.ts';
import type { RequestContext } from '../../../platform/http/route.ts';
import { ButtonLink, Counters, DataTable, Panel, Tag } from '../../../ui/index.ts';
import { elapsed } from '../../../ui/times.ts';
import { DRAFTER_FIGURES, HOUSE_FIGURES, readFigures } from '../figures.ts';
import { sentBack, stateLabel } from '../lifecycle.ts';
import { periodOf } from '../list-filter.ts';
import { averageDays, bySection, type OwnCase, ownCases, type SectionLine } from '../overview-store.ts';
import { type UsualTimes, usualTimes } from '../usual.ts';
import { newPaperTitle, readOffer } from './buffer-offer.tsx';
import { documentPaths } from './paths.ts';

const SHOWN = 8;

function counters(figures: readonly ShownFigure[]) {
  return figures.map((f) => ({
    value: f.value,
    label: f.label,
    href: f.href,
    ...(f.label === '逾期' && f.value > 0 ? { tone: 'bad' as const } : {}),
    ...(f.label === '超过通常用时' && f.value > 0 ? { tone: 'warn' as const } : {}),
  }));
}

/** The usual times as they were read for a request: several panels of one page ask for them. */
const usualOf = new WeakMap<RequestContext, Promise<UsualTimes>>();

/** What the figures of a person speak of. */
async function scopeOf(ctx: RequestContext, person: Person) {
  const usual = usualOf.get(ctx) ?? usualTimes(ctx.db, ctx.today);
  usualOf.set(ctx, usual);
  return {
    scope: person.scope('document.read'),
    today: ctx.today,
    personId: person.personId,
    usual: await usual,
  };
}

/** For who drafts: the own drafts, what has come back, what others have and for how long. */
async function drafterPanel(ctx: RequestContext, person: Person) {
  const scope = person.scope('document.read');
  const [figures, own, unsaved] = await Promise.all([
    readFigures(ctx, DRAFTER_FIGURES, await scopeOf(ctx, person)),
    ownCases(ctx.db, person.personId, scope, SHOWN),
    readOffer(ctx, null),
  ]);
  if (figures.every((f) => f.value === 0) && !unsaved) return undefined;
  // What the drafter has called back is in the own hands and waits for nobody.
  const cases = own.filter((c) => c.state !== 'drafting' || sentBack({ ...c.moved, to: c.state }));
  const paths = documentPaths(ctx.base.console);
  return (
    <Panel title="我起草的公文" flush aside="数字点开即为清单">
      <div class="bd">
        {unsaved && (
          <p>
            <a href={paths.create()}>{newPaperTitle(unsaved)}</a>
          </p>
        )}
        <Counters items={counters(figures)} />
      </div>
      {cases.length > 0 && (
        <DataTable<OwnCase>
          caption="退回给我的和在别人手上的，等得最久的在最前"
          terse
          rows={cases}
          columns={[
            { label: '事项', header: true, cell: (c) => <a href={paths.case(c.casePid)}>{c.subject}</a> },
            {
              label: '在哪一步',
              nowrap: true,
              cell: (c) => {
                const back = sentBack({ ...c.moved, to: c.state });
                return back ? (
                  <Tag kind="warn" icon="arrow-back-up">
                    {back} {c.moved.by ?? ''}
                  </Tag>
                ) : (
                  stateLabel('document-passage', c.state)
                );
              },
            },
            { label: '已停留', num: true, nowrap: true, cell: (c) => elapsed(c.since, ctx.now) },
          ]}
        />
      )}
    </Panel>
  );
}

/** For who answers for an organisation: what it has open and has published, by section. */
async function organisationPanel(ctx: RequestContext, person: Person) {
  const { id, code, shortName } = person.organisation;
  if (!person.may('document.oversee', id)) return undefined;
  const year = periodOf(ctx.today.slice(0, 4));
  const [figures, days, sections] = await Promise.all([
    readFigures(ctx, HOUSE_FIGURES, { ...(await scopeOf(ctx, person)), organisation: code }),
    averageDays(ctx.db, id, year),
    bySection(ctx.db, id, year),
  ]);
  return (
    <Panel title={`本单位：${shortName}`} aside="数字点开即为清单">
      <Counters items={counters(figures)} />
      <p class="muted">
        {days === undefined
          ? '本年还没有首次发布的公文。'
          : `本年首次发布的公文，从建立到发布平均 ${days.toFixed(1)} 天（日历日）。`}
      </p>
      {sections.length > 1 && (
        <DataTable<SectionLine>
          caption="按起草科室，依机构内设顺序"
          rows={sections}
          columns={[
            { label: '起草科室', header: true, cell: (s) => s.section ?? '未登记科室' },
            { label: '办理中', num: true, cell: (s) => s.open },
            { label: '本年发布', num: true, cell: (s) => s.published },
          ]}
        />
      )}
    </Panel>
  );
}

/** For who watches over several organisations: the sums, and the way to the table. */
async function housePanel(ctx: RequestContext, person: Person) {
  const scope = person.scope('document.oversee');
  if (scope.length < 2) return undefined;
  const figures = await readFigures(ctx, HOUSE_FIGURES, await scopeOf(ctx, person));
  return (
    <Panel title="各单位" aside={<a href={documentPaths(ctx.base.console).overview()}>按单位查看</a>}>
      <Counters items={counters(figures)} />
    </Panel>
  );
}

/** Panels of documents under 我的待办. */
export const documentWidgets: readonly HomeWidget[] = [
  {
    order: 10,
    act: 'document.draft',
    action: (ctx) => (
      <ButtonLink href={documentPaths(ctx.base.console).create()} kind="primary" icon="pencil">
        起草公文
      </ButtonLink>
    ),
    render: drafterPanel,
  },
  { order: 20, act: 'document.oversee', render: organisationPanel },
  { order: 30, act: 'document.oversee', render: housePanel },
];
