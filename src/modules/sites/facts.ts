import type { SiteFacts } from '../../mechanisms/publication/index.ts';

/** What the foot of a government site must say (国办发〔2017〕47号), with what is said when it is missing. */
const MANDATORY: readonly { fact: keyof SiteFacts; label: string }[] = [
  { fact: 'siteCode', label: '网站标识码' },
  { fact: 'icp', label: 'ICP 备案号' },
  { fact: 'police', label: '公安机关备案号' },
  { fact: 'policeUrl', label: '公安机关备案的链接' },
  { fact: 'partyMarkUrl', label: '党政机关网站标识的链接' },
  { fact: 'findErrorUrl', label: '“我为政府网站找错”的链接' },
  { fact: 'phone', label: '联系电话' },
];

/** Names of the mandatory facts that a site does not have. */
export function missingFacts(facts: SiteFacts): string[] {
  return MANDATORY.filter(({ fact }) => !facts[fact]).map(({ label }) => label);
}
