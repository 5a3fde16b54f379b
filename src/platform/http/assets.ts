import fs from 'node:fs';
import path from 'node:path';
import type { Face } from './face.ts';

const TYPES: Record<string, string> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/**
 * Reads the built assets once. Their names carry a hash of their content, so they may be kept for ever.
 * @param folder `dist/assets` with its manifest.json
 * @throws Error when the assets have not been built
 */
export function loadAssets(folder: string): {
  name(logical: string): string;
  files: ReadonlyMap<string, { type: string; body: Buffer }>;
} {
  const manifest = JSON.parse(fs.readFileSync(path.join(folder, 'manifest.json'), 'utf8')) as Record<
    string,
    string
  >;
  const files = new Map<string, { type: string; body: Buffer }>();
  for (const file of Object.values(manifest))
    files.set(file, {
      type: TYPES[path.extname(file)] ?? 'application/octet-stream',
      body: fs.readFileSync(path.join(folder, file)),
    });
  return {
    name(logical) {
      const file = manifest[logical];
      if (!file) throw new Error(`no asset ${logical}`);
      return file;
    },
    files,
  };
}

/** Serves the assets under `<base>/assets/`. */
export function serveAssets(face: Face, files: ReadonlyMap<string, { type: string; body: Buffer }>): void {
  for (const [name, file] of files)
    face.fastify.route({
      method: 'GET',
      url: `${face.behaviour.base}/assets/${name}`,
      config: { access: { kind: 'public' }, asset: true },
      handler: async (_request, reply) =>
        reply.header('cache-control', 'public, max-age=31536000, immutable').type(file.type).send(file.body),
    });
}
