import {
  addPerson,
  admitMember,
  appointStaff,
  confirmRemedy,
  nameLeader,
  proposeRemedy,
  readChart,
  recordHearing,
  saveDisclosureOffice,
  saveLeadingGroup,
  saveSection,
} from '../core/index.ts';
import { addDays, type Day, day } from '../law/day.ts';
import type { Tx } from '../platform/db/pool.ts';
import { DEMO_GROUP, type DemoDuties, type DemoOrganisation } from './content/index.ts';

/**
 * Registers who answers for disclosure in the demo city.
 * @param city its bodies and who answers there
 * @param people ids of the people who sign in, by username
 * @param at now, today, and the day since which the city has existed
 */
export async function seedDuties(
  tx: Tx,
  city: { organisations: readonly DemoOrganisation[]; duties: readonly DemoDuties[] },
  people: ReadonlyMap<string, number>,
  at: { now: Date; today: Day; since: Day },
): Promise<void> {
  const chart = await readChart(tx);
  const newYear = day(`${at.today.slice(0, 4)}-01-01`);
  const month = addDays(at.today, -30);
  for (const d of city.duties) {
    const node = chart.byCode.get(d.organisation)!;
    const facts = city.organisations.find((o) => o.code === d.organisation)!;
    const organisationId = node.id;
    let headId = d.head === undefined ? null : (people.get(d.head) ?? null);
    const appoint = (personId: number, fullTime: boolean) =>
      appointStaff(tx, { organisationId, personId, fullTime, from: at.since, today: at.today });
    for (const a of d.accounts ?? []) await appoint(people.get(a.username)!, a.fullTime);
    if (d.staff) {
      const { name, post, fullTime } = d.staff;
      const { id } = await addPerson(tx, { name, post, organisationId, validFrom: at.since });
      await appoint(id, fullTime);
      headId ??= id;
    }
    const { address, officeHours, phone, postcode = '' } = facts;
    const office = { ...d.office, address, officeHours, phone, postcode, headId };
    await saveDisclosureOffice(tx, organisationId, office, at);
    for (const l of d.leaders) await nameLeader(tx, { ...l, organisationId, personId: null, from: at.since });
    for (const [i, s] of (d.sections ?? []).entries())
      await saveSection(tx, { ...s, organisationId, id: undefined, sortOrder: i, from: at.since });
    if (d.hearing)
      await recordHearing(tx, {
        ...d.hearing,
        organisationId,
        heardOn: month < newYear ? newYear : month,
        by: null,
        now: at.now,
        today: at.today,
      });
    const proposal = proposeRemedy(chart, node);
    await confirmRemedy(tx, {
      organisationId,
      organId: proposal.organ?.id ?? null,
      alternativeId: null,
      court: d.court,
      basis: `${proposal.rule.article}：${proposal.rule.reason}`,
      confirmedById: null,
      confirmedOn: at.since,
    });
  }
  const unit = (code: string) => chart.byCode.get(code)!;
  const groupId = await saveLeadingGroup(
    tx,
    {
      ...DEMO_GROUP,
      organisationId: unit(DEMO_GROUP.organisation).id,
      officeOrganisationId: unit(DEMO_GROUP.officeOrganisation).id,
      from: at.since,
    },
    at,
  );
  for (const [i, m] of DEMO_GROUP.members.entries())
    await admitMember(tx, {
      groupId,
      role: m.role,
      unitName: unit(m.unit).name,
      unitId: unit(m.unit).id,
      personName: m.name,
      post: m.post,
      sortOrder: i,
      from: at.since,
    });
}
