import {
  FACT_LABELS,
  factText,
  KINDS,
  LEVELS,
  type OrganisationFacts,
  reportsAt,
} from '../../../core/index.ts';
import { KeyValue, Panel } from '../../../ui/index.ts';
import type { organisationPaths } from './paths.ts';
import type { OrganisationView } from './view.ts';

/** The facts that are registered, in the order of the form. */
export function FactsPanel({
  view,
  paths,
  facts,
}: {
  view: OrganisationView;
  paths: ReturnType<typeof organisationPaths>;
  facts: OrganisationFacts;
}) {
  const { node, chart } = view;
  const link = (id: number | null) => {
    const other = id === null ? undefined : chart.byId.get(id);
    return other && <a href={paths.one(other.code)}>{other.name}</a>;
  };
  const reports = reportsAt(chart, node);
  return (
    <Panel title="机构信息">
      <KeyValue
        columns={2}
        rows={[
          [FACT_LABELS.code, facts.code],
          [FACT_LABELS.shortName, facts.shortName],
          [FACT_LABELS.kind, factText(facts, 'kind')],
          [FACT_LABELS.level, factText(facts, 'level')],
          [node.kind === 'public-enterprise' ? '主管部门' : FACT_LABELS.parent, link(node.parentId)],
          [FACT_LABELS.guidedBy, link(node.guidedById)],
          ['垂直管理', node.verticallyManaged && '实施垂直管理'],
          [FACT_LABELS.seatCounty, link(node.seatCountyId)],
          [
            '统计口径',
            KINDS[node.kind].ownWorkflow &&
              `按${LEVELS[reports.level]}报送${reports.countedIn ? `，计入${reports.countedIn.shortName}` : ''}`,
          ],
          [FACT_LABELS.documentAgency, facts.documentAgency],
          [FACT_LABELS.indexPrefix, facts.indexPrefix],
          [FACT_LABELS.address, facts.address],
          [FACT_LABELS.postcode, facts.postcode],
          [FACT_LABELS.phone, facts.phone],
          [FACT_LABELS.fax, facts.fax],
          [FACT_LABELS.email, facts.email],
          [FACT_LABELS.website, facts.website],
          [FACT_LABELS.officeHours, facts.officeHours],
          [FACT_LABELS.validFrom, facts.validFrom],
          ['撤并日期', node.validTo],
          ['承接机构', link(node.successorId)],
        ]}
      />
    </Panel>
  );
}
