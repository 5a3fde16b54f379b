export {
  type Attachment,
  type PublicFile,
  publicFile,
  publicFiles,
  writeAttachments,
} from './attachments.ts';
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
export { Highlighted, PublicList, ValidityTag } from './list-view.tsx';
export {
  type DirectoryFilter,
  directoryFacets,
  type PublicOrganisation,
  publicGroup,
  publicOrganisation,
  publicOrganisationParts,
  publicOrganisations,
} from './organisation-reads.ts';
export { searchPages } from './pages/search.tsx';
export {
  type PublicFeedItem,
  publicByPids,
  publicFeed,
  publicMonths,
  publicOrganisationCodes,
  publicPidsOfMonth,
} from './portal-exports.ts';
export {
  type DocumentSection,
  type HomeBoard,
  MODE_COOKIE,
  modeOf,
  modeValue,
  PortalFrame,
  type PortalPageSpec,
  type PortalParts,
  TREE_BRANCHES,
  type TreeBranch,
  type TreeEntry,
} from './portal-frame.tsx';
export {
  countPublicDocuments,
  goneAt,
  type PublicDocument,
  type PublicFilter,
  type PublicListItem,
  publicDocument,
  publicDocuments,
  publicFacets,
  publishedDocuments,
} from './portal-reads.ts';
export {
  type PublicRelation,
  publicRelations,
  type RelationTarget,
  readableTargets,
  type StatedRelation,
} from './relations.ts';
export {
  currentRelease,
  INDEX_QUEUE,
  INDEXED_AT_ONCE,
  indexLongBody,
  release,
  withdrawRelease,
} from './release.ts';
export { COUNT_CAP, type SearchHit, type SearchRequest, type SearchResult, search } from './search/query.ts';
export { normaliseForSearch, queryTokens } from './search/tokens.ts';
export {
  addColumn,
  addSite,
  placeableColumns,
  type Site,
  type SiteColumn,
  type SiteFacts,
  siteColumns,
  siteFor,
} from './sites.ts';
export { goneFilePath, gonePath, portalPaths } from './urls.ts';
export { validityOn, validitySql } from './validity.ts';
export {
  ATTRIBUTES,
  type Attribute,
  EFFECT_LEVELS,
  type EffectLevel,
  GENRES,
  GROUNDS,
  type Ground,
  RELATION_KINDS,
  type RelationKind,
  THEMES,
  VALIDITY,
  type Validity,
} from './words.ts';
