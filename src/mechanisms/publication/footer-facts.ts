import type { FooterFact, FooterFacts } from '../../ui/index.ts';
import type { Site } from './sites.ts';

/** What law asks of the foot of a government site, as far as it is known (网站标识码, ICP and police records, the two marks, contacts). */
export function footerFacts({ organisationName, facts: f }: Site): FooterFacts {
  const linked = (text: string | undefined, href: string | undefined): FooterFact | undefined =>
    text === undefined ? undefined : { text, ...(href ? { href } : {}) };
  // Invented numbers are not passed off as real ones.
  const sample = (text: string | undefined) => text && (f.demo ? `${text}（示例）` : text);
  const all: { [K in keyof FooterFacts]: FooterFacts[K] | undefined } = {
    organiser: organisationName,
    operator: f.operator,
    siteCode: linked(sample(f.siteCode), undefined),
    icp: linked(sample(f.icp), undefined),
    policeRecord: linked(sample(f.police), f.policeUrl),
    partyOrganMark: f.partyMarkUrl ? linked('党政机关网站标识', f.partyMarkUrl) : undefined,
    findError: f.findErrorUrl ? linked('我为政府网站找错', f.findErrorUrl) : undefined,
    contact: f.phone,
    address: [f.address, f.postcode].filter(Boolean).join('，邮编 ') || undefined,
    email: f.email,
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}
