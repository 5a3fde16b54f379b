import { INDEX_QUEUE, indexWhole, readWaitingAttachments } from '../../mechanisms/publication/index.ts';
import { serviceActor } from '../../platform/actor.ts';
import { logged } from '../../platform/log.ts';
import type { Module } from '../module.ts';
import { access, READING_LABELS } from './access.ts';
import { publishDue } from './acts/review.ts';
import { documentApi } from './api.ts';
import { sweepBuffers } from './buffer.ts';
import { actForms } from './console/acts.tsx';
import { attachmentFilePages } from './console/attachment-files.tsx';
import { attachmentPages } from './console/attachments.tsx';
import { bufferForms } from './console/buffer.tsx';
import { casePages } from './console/case.tsx';
import { documentPages } from './console/document.tsx';
import { editDraftPages } from './console/edit-draft.tsx';
import { invitationForms } from './console/invitation-forms.ts';
import { listPages } from './console/list.tsx';
import { newDocumentPages } from './console/new-document.tsx';
import { offlinePages } from './console/offline.tsx';
import { previewPages } from './console/preview.tsx';
import { relationLookup } from './console/relations-editor.tsx';
import { documentSearch } from './console/search.ts';
import { versionPages } from './console/version.tsx';
import { documentWidgets } from './console/widgets.tsx';
import { ACT_LABELS } from './lifecycle.ts';
import { objection } from './objection.ts';
import { publicDocumentPages } from './portal/document.tsx';
import { favouritePages } from './portal/favourites.tsx';
import { feedPages } from './portal/feeds.ts';
import { publicPreviewPages } from './portal/file-preview.tsx';
import { publicFilePages } from './portal/files.tsx';
import { publicListPages } from './portal/list.tsx';
import { mostReadBoard } from './portal/most-read.tsx';
import { interpretationsBoard, newestBoard } from './portal/newest.tsx';
import { qrPages } from './portal/qr.ts';
import { sitemapPages } from './portal/sitemap.ts';
import { casesOfDocuments } from './store.ts';

export { addAttachments } from './acts/attachments.ts';
export { abandonDraft, draftDocument, saveDraft, startCorrection, submitDraft } from './acts/draft.ts';
export { inviteReviewer } from './acts/invite.ts';
export {
  publishDue,
  recallDraft,
  returnToSender,
  reviewAttribute,
  reviewSecrecy,
  signOff,
  unschedule,
} from './acts/review.ts';
export { cancelWithdrawal, decideWithdrawal, proposeWithdrawal } from './acts/withdraw.ts';
export { SECRECY_MARK_ISSUE } from './checks.ts';
export { documentPaths } from './console/paths.ts';
export { OVERSIGHT_FIGURES, type OversightFigure, oversightByOrganisation } from './figures.ts';
export { ACT_LABELS, passage, sentBack, stateLabel, withdrawal } from './lifecycle.ts';

export { type MakingOrganisation, makingOrganisations } from './overview-store.ts';
export { draftersOf } from './store.ts';
export { usualTimes } from './usual.ts';

/** The service that publishes what was signed for a set time. */
const system = serviceActor('system', '系统', ['document.publish-due']);

/** Documents (公文): the passage from draft to publication, correction, withdrawal. */
export const documents: Module = {
  name: 'documents',
  access,
  actLabels: { ...ACT_LABELS, ...READING_LABELS },
  objection,
  casesOf: casesOfDocuments,
  portal: {
    nav: [{ label: '政策文件', path: '/documents', order: 20 }],
    boards: [interpretationsBoard, newestBoard, mostReadBoard],
    entries: [
      {
        label: '政策文件',
        note: '按机构、主题、年份和有效性查阅全部公开文件。',
        path: '/documents',
        order: 10,
        right: 'know',
        service: 'query',
      },
    ],
    pages(face, frame) {
      publicListPages(face, frame);
      publicDocumentPages(face, frame);
      publicFilePages(face, frame);
      publicPreviewPages(face, frame);
      qrPages(face);
      favouritePages(face, frame);
      feedPages(face, frame);
      sitemapPages(face, frame);
    },
  },
  console: {
    nav: [
      { heading: '公开', label: '公文与发布', path: '/documents', icon: 'file-text', act: 'document.read' },
      {
        heading: '公开',
        label: '线下登记',
        path: '/offline',
        icon: 'lock',
        act: 'document.register-offline',
      },
    ],
    search: documentSearch,
    widgets: documentWidgets,
    pages(face, frame) {
      listPages(face, frame);
      newDocumentPages(face, frame);
      relationLookup(face);
      editDraftPages(face, frame);
      bufferForms(face, frame);
      previewPages(face, frame);
      attachmentPages(face, frame);
      attachmentFilePages(face, frame);
      documentPages(face, frame);
      versionPages(face, frame);
      casePages(face, frame);
      actForms(face, frame);
      invitationForms(face, frame);
      offlinePages(face, frame);
    },
  },
  api: documentApi,
  jobs: (app) => [
    {
      queue: INDEX_QUEUE,
      run: (data) => indexWhole(app, Number(data.document), Number(data.edition)),
    },
  ],
  ticks: (app) => [
    { name: 'attachment-words', run: () => readWaitingAttachments(app) },
    {
      name: 'publish-due',
      async run() {
        await publishDue({ ...app, actor: system, requestId: 'tick' }, (casePid, error) =>
          app.log.error({ case: casePid, ...logged(error) }, 'timed publication failed'),
        );
      },
    },
    { name: 'draft-buffers', run: () => sweepBuffers(app) },
  ],
};
