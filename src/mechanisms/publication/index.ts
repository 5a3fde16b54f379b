export {
  type Attachment,
  type PublicFile,
  publicFile,
  publicFiles,
  wordsOfAttachments,
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
export { PublicList, ValidityTag } from './list-view.tsx';
export {
  lookUpPapers,
  type PaperFound,
  type PaperNamed,
  type PapersFound,
  papersNamed,
} from './lookup.ts';
export { listed, paperMark } from './marks.ts';
export {
  type DirectoryFilter,
  directoryFacets,
  organisationNames,
  type PublicOrganisation,
  publicGroup,
  publicGroupHistory,
  publicOrganisation,
  publicOrganisationParts,
  publicOrganisations,
} from './organisation-reads.ts';
export { documentList, listQuery } from './pages/document-list.tsx';
export { searchPages } from './pages/search/index.tsx';
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
  PORTAL_LOOK,
  type PortalEntry,
  PortalFrame,
  type PortalPageSpec,
  type PortalParts,
  RIGHTS,
  type Right,
  SERVICES,
  type Service,
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
} from './portal-reads.ts';
export { publicPreview } from './previews.ts';
export {
  closeRelationTargets,
  findRelationTargets,
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
  release,
  withdrawRelease,
} from './release.ts';
export { type Ending, endings } from './repeal.ts';
export { hasWords, indexWhole, readWaitingAttachments } from './search/attachments.ts';
export { FEWEST_VISITORS, forgetMisses, type SearchMiss, searchMisses } from './search/misses.ts';
export {
  COUNT_CAP,
  type SearchFilter,
  type SearchHit,
  type SearchRequest,
  type SearchResult,
  search,
} from './search/query.ts';
export { reindex } from './search/rows.ts';
export { normaliseForSearch, queryTokens } from './search/tokens.ts';
export {
  addColumn,
  addSite,
  type FollowedAccount,
  type NamedColumn,
  namedColumns,
  placeableColumns,
  type Site,
  type SiteColumn,
  type SiteFacts,
  siteColumns,
  siteFor,
} from './sites.ts';
export {
  FACETS,
  type Facet,
  groundCounts,
  type ListCounts,
  listCounts,
  MATCH_CAP,
  publishedBetween,
  publishedDocuments,
  wholeFacets,
} from './tallies.ts';
export { goneFilePath, gonePath, type OrganPart, portalPaths } from './urls.ts';
export { validityOn, validitySql } from './validity.ts';
export { AGEING_RELATIONS, addViews, mostViewed, type ViewedPaper, viewsOf } from './views.ts';
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
