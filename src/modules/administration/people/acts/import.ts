import { organisationsByIds, parameter, sectionsOf } from '../../../../core/index.ts';
import { type Change, type ChangeContext, change } from '../../../../platform/change.ts';
import { newPublicId } from '../../../../platform/crypto.ts';
import type { Reader } from '../../../../platform/db/pool.ts';
import { NotFound, Refusal } from '../../../../platform/errors.ts';
import type { Table, TableProblem } from '../../../../platform/xlsx/index.ts';
import { type Known, type PeoplePlan, planPeopleImport } from '../import-plan.ts';

const AT_ONCE = 500;

/** What an import has done. `report` is empty when the same form is sent a second time. */
export interface ImportOutcome {
  created: number;
  refusedRows: number;
  report: readonly TableProblem[];
}

/**
 * Adds the people of a table: all of them, or with `skipRefused` those without a problem. They have neither account nor
 * grants.
 * @throws Refusal naming the first problems when rows are refused and not to be skipped; nothing is then written
 */
export async function importPeople(
  ctx: ChangeContext,
  it: { table: Table; scope: readonly number[]; skipRefused: boolean; once: string },
): Promise<ImportOutcome> {
  const home = it.scope[0];
  if (home === undefined) throw new NotFound();
  let report: readonly TableProblem[] = [];
  const answer = await change(
    ctx,
    {
      act: 'person.import',
      once: it.once,
      lock: async (tx) => {
        // As with single people: two imports at once must not both add the same person.
        await tx
          .selectFrom('organisation')
          .select('id')
          .where('id', 'in', [...it.scope])
          .orderBy('id')
          .forNoKeyUpdate()
          .execute();
        return { kind: 'organisation', id: home, organisationId: home };
      },
    },
    async (c) => {
      const plan = planPeopleImport(it.table, await knownFor(c, it.table, it.scope));
      report = plan.refused;
      if (plan.refused.length > 0 && !it.skipRefused) throw refusedAll(plan);
      if (plan.people.length === 0) throw new Refusal('没有可以导入的行。');
      for (let i = 0; i < plan.people.length; i += AT_ONCE)
        await c.tx
          .insertInto('person')
          .values(
            plan.people.slice(i, i + AT_ONCE).map((p) => ({
              pid: newPublicId(),
              name: p.name,
              organisation_id: p.organisationId,
              post: p.post,
              section_id: p.sectionId,
              staff_number: p.staffNumber,
              valid_from: p.validFrom,
            })),
          )
          .execute();
      const outcome = { created: plan.people.length, refusedRows: plan.refusedRows };
      c.note(outcome);
      return outcome;
    },
  );
  return { ...answer, report };
}

/** Rows of the report that a page shows; the others are counted. */
const SHOWN = 100;

function refusedAll(plan: PeoplePlan): Refusal {
  const more = plan.refused.length - SHOWN;
  return new Refusal([
    {
      field: 'file',
      message: `有 ${plan.refusedRows} 行不能导入，没有写入任何人。请改正文件后重新上传，或者勾选“只导入没有问题的行”。`,
    },
    ...plan.refused.slice(0, SHOWN).map((r) => ({ message: `${r.address}：${r.message}` })),
    ...(more > 0 ? [{ message: `还有 ${more} 处，改正以上各处后再上传即可看到。` }] : []),
  ]);
}

async function knownFor(c: Change, table: Table, scope: readonly number[]): Promise<Known> {
  const mine = scope.filter((id) => c.actor.may('person.import', id));
  const organisations = await organisationsByIds(c.tx, mine, c.today);
  const named = new Set(table.rows.map((r) => (r.values.organisation ?? '').trim()));
  const wanted = organisations.filter((o) => named.has(o.code) || named.has(o.name));
  const withSections = [];
  for (const o of wanted)
    withSections.push({
      id: o.id,
      code: o.code,
      name: o.name,
      open: true,
      sections: (await sectionsOf(c.tx, o.id)).filter((s) => s.validTo === null),
    });
  const numbers = table.rows.flatMap((r) => r.values.staffNumber?.trim().toUpperCase() || []);
  return {
    organisations: withSections,
    people: await peopleLike(
      c.tx,
      wanted.map((o) => o.id),
      numbers,
    ),
    today: c.today,
    most: await parameter(c.tx, 'people.import-rows', { day: c.today }),
  };
}

/** People of these organisations, and those anywhere with one of these staff numbers. */
async function peopleLike(
  db: Reader,
  organisationIds: readonly number[],
  numbers: readonly string[],
): Promise<Known['people']> {
  const rows = await db
    .selectFrom('person')
    .select(['name', 'organisation_id as organisationId', 'staff_number as staffNumber', 'valid_to'])
    .where((e) =>
      e.or([
        e('organisation_id', '=', e.fn.any(e.val([...organisationIds]))),
        e(e.fn('upper', ['staff_number']), '=', e.fn.any(e.val([...numbers]))),
      ]),
    )
    .execute();
  return rows.map(({ valid_to, ...row }) => ({ ...row, left: valid_to !== null }));
}
