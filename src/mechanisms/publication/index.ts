export {
  addDocument,
  addEdition,
  contentHash,
  type DocumentIdentity,
  type Edition,
  type EditionContent,
  findDocument,
  lockDocument,
  readEdition,
  saveEdition,
  submitEdition,
} from './editions.ts';
export {
  countPublicDocuments,
  goneAt,
  type PublicDocument,
  publicDocument,
  publicDocuments,
  publicFacets,
  type PublicFilter,
  type PublicListItem,
  type PublicOrganisation,
  publicOrganisations,
} from './portal-reads.ts';
export { currentRelease, INDEX_QUEUE, indexLongBody, INDEXED_AT_ONCE, release, withdrawRelease } from './release.ts';
export { COUNT_CAP, search, type SearchHit, type SearchRequest, type SearchResult } from './search/query.ts';
export { normaliseForSearch, queryTokens } from './search/tokens.ts';
export { Highlighted, PublicList, ValidityTag } from './list-view.tsx';
export { searchPages } from './pages/search.tsx';
export { MODE_COOKIE, modeOf, PortalFrame, type PortalNavEntry, type PortalPageSpec } from './portal-frame.tsx';
export { addColumn, addSite, placeableColumns, type Site, siteColumns, type SiteColumn, siteFor, type SiteFacts } from './sites.ts';
export { gonePath, portalPaths } from './urls.ts';
export { validityOn } from './validity.ts';
export { type Attribute, ATTRIBUTES, GENRES, type Ground, GROUNDS, THEMES, type Validity, VALIDITY } from './words.ts';
