import type { FastifyReply, FastifyRequest } from 'fastify';

/** Headers of every answer. */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=()',
};

/** The same for a page that shows a PDF of this origin in the viewer of the browser. */
export const HEADERS_WITH_VIEWER: Readonly<Record<string, string>> = {
  'content-security-policy': `${SECURITY_HEADERS['content-security-policy']}; object-src 'self'; frame-src 'self'`,
};

/** Sets the security headers of every answer, errors and files included. */
export function setSecurityHeaders(reply: FastifyReply): void {
  reply.headers(SECURITY_HEADERS);
}

/**
 * Whether the Host header names one of the trusted hosts (any port). An unknown host is refused and never echoed:
 * links and redirects built from it would lead readers elsewhere.
 */
export function hostTrusted(host: string | undefined, trusted: readonly string[]): boolean {
  if (!host) return false;
  return trusted.includes(host.replace(/:\d+$/, '').toLowerCase());
}

/**
 * Whether an unsafe request comes from a page of this same origin. Browsers say so in Sec-Fetch-Site; older ones
 * (and 信创 browsers) send Origin on every POST. A request with neither is refused.
 * @param publicUrl the origin that browsers see, when a proxy stands before us
 */
export function sameOrigin(request: FastifyRequest, publicUrl: string | undefined): boolean {
  const site = request.headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin';
  const origin = request.headers.origin;
  if (!origin || !URL.canParse(origin)) return false;
  return publicUrl
    ? new URL(origin).origin === new URL(publicUrl).origin
    : new URL(origin).host === request.headers.host;
}

/**
 * A path of this face to go back to, from an address that came with a request: printable ASCII, no other host.
 * @returns the fallback for everything else
 */
export function localPath(wanted: string, base: string, fallback: string): string {
  return /^\/(?![/\\])[!-~]*$/.test(wanted) && (wanted === base || wanted.startsWith(`${base}/`))
    ? wanted
    : fallback;
}
