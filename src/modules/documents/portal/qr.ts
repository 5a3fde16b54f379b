import QRCode from 'qrcode';
import { portalPaths, publicDocument } from '../../../mechanisms/publication/index.ts';
import { NotFound } from '../../../platform/errors.ts';
import type { Face } from '../../../platform/http/face.ts';
import { pidParams } from '../../../platform/http/fields.ts';

/** The lasting address of a public document as a QR code, drawn here: no other service learns what somebody reads. */
export function qrPages(face: Face): void {
  face.page({
    path: '/documents/:pid/qr.svg',
    access: { kind: 'public' },
    cache: 'revalidate',
    params: pidParams,
    async render(ctx, { params }) {
      if (!(await publicDocument(ctx.db, params.pid, '', ctx.today))) throw new NotFound();
      const link = ctx.portalUrl + portalPaths('').document(params.pid);
      const body = await QRCode.toString(link, { type: 'svg', margin: 4, errorCorrectionLevel: 'M' });
      return { kind: 'file', type: 'image/svg+xml', body };
    },
  });
}
