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
  documentById,
  type Edition,
  type EditionContent,
  findDocument,
  lockDocument,
  readEdition,
  saveEdition,
  submitEdition,
} from './editions.ts';
export { answerFeed, FEED_ENDINGS, type FeedEntry } from './feed.ts';
export { PublicList, ValidityTag } from './list-view.tsx';
export {
  lookUpPapers,
  type PaperFound,
  type PaperNamed,
  type PapersFound,
  papersNamed,
} from './lookup.ts';
export { listed, paperMark } from './marks.ts';
export { newestPapers, paperGroup } from './newest.ts';
export {
  directoryFacets,
  organisationNames,
  type PublicOrganisation,
  publicGroup,
  publicGroupHistory,
  publicOrganisation,
  publicOrganisationParts,
  publicOrganisations,
} from './organisation-reads.ts';
export { documentList, listFeed, listFeedQuery, listQuery } from './pages/document-list.tsx';
export { HotWords } from './pages/search/direct.tsx';
export { paperEntry, rankOf } from './pages/search/direct-entries.ts';
export { SEARCH_FEED_QUERY, searchFeed } from './pages/search/feed.ts';
export { searchPages } from './pages/search/index.tsx';
export {
  type PublicFeedItem,
  publicByPids,
  publicFeed,
  publicMonths,
  publicPidsOfMonth,
} from './portal-exports.ts';
export {
  type HomeBoard,
  MODE_COOKIE,
  modeOf,
  modeValue,
  PORTAL_LOOK,
  PortalFrame,
  type PortalParts,
  RIGHTS,
  type Right,
  SERVICES,
  type Service,
  TREE_BRANCHES,
  type TreeBranch,
} from './portal-frame.tsx';
export {
  countPublicDocuments,
  goneAt,
  type PlacedDocument,
  type PublicDocument,
  type PublicFilter,
  type PublicListItem,
  publicDocument,
  publicDocuments,
  publicListColumns,
} from './portal-reads.ts';
export { publicPreview } from './previews.ts';
export { readable, readingTools } from './readable.tsx';
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
  ownerNameOf,
  release,
  withdrawRelease,
} from './release.ts';
export { type Ending, endings } from './repeal.ts';
export {
  AskedWords,
  noteSearches,
  searchedWords,
} from './search/asked-words.ts';
export { indexWhole, readWaitingAttachments } from './search/attachments.ts';
export type { DirectEntry, DirectQuestion } from './search/direct.ts';
export { otherWords } from './search/everyday.ts';
export {
  type AskedWord,
  askedWords,
  bringWordBack,
  forgetWishes,
  hotWords,
  refreshHotWords,
  takeWordOff,
} from './search/hot-words.ts';
export {
  FEWEST_VISITORS,
  forgetMisses,
  keptMiss,
  noteMiss,
  type SearchMiss,
  searchMisses,
} from './search/misses.ts';
export { COUNT_CAP, search } from './search/query.ts';
export { reindex } from './search/rows.ts';
export { normaliseForSearch } from './search/tokens.ts';
export {
  addColumn,
  addSite,
  type FollowedAccount,
  type NamedColumn,
  namedColumns,
  placeableColumns,
  type SiteColumn,
  type SiteFacts,
  siteColumns,
} from './sites.ts';
export {
  type Facet,
  groundCounts,
  listCounts,
  publishedDocuments,
  publishedLately,
  wholeFacets,
} from './tallies.ts';
export { goneFilePath, gonePath, portalPaths } from './urls.ts';
export { hasValidity, validityOn, validitySql } from './validity.ts';
export { AGEING_RELATIONS, addViews, LEAST_VIEWS, mostViewed, viewsOf } from './views.ts';
export {
  ATTRIBUTES,
  type Attribute,
  EFFECT_LEVELS,
  type EffectLevel,
  GENRES,
  GROUNDS,
  type Ground,
  PAPER_GROUPS,
  type PaperGroup,
  RELATION_KINDS,
  type RelationKind,
  THEMES,
  VALIDITY,
  type Validity,
} from './words.ts';
