import { createPublicKey, createSign, generateKeyPairSync, randomUUID } from 'node:crypto';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { Provider } from 'oidc-provider';

/* Providers of single sign-on for tests, each a server on a loopback port. */

export const CLIENT_ID = 'mingtang-console';
export const CLIENT_SECRET = 'a-secret-that-only-the-test-knows';

interface Server {
  issuer: string;
  stop(): Promise<void>;
}

async function listen(handler: (server: Server) => http.RequestListener): Promise<Server> {
  const server = http.createServer((request, response) => respond(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const it: Server = {
    issuer: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  const respond = handler(it);
  return it;
}

/** A provider of the package oidc-provider. `people`: subject to user name; `who`: the subject that signs in next. */
export interface RealProvider extends Server {
  people: Map<string, string>;
  who: string;
  /** Has to be said before the first sign-in: where the console takes the answer. */
  register(redirectUri: string): void;
}

/** Starts a real provider; whoever is sent there is signed in as `who` without being asked. */
export async function startProvider(): Promise<RealProvider> {
  const people = new Map<string, string>();
  let callback: http.RequestListener = (_request, response) => response.writeHead(503).end();
  const server = await listen(() => (request, response) => callback(request, response));
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const real: RealProvider = {
    ...server,
    people,
    who: '',
    register(redirectUri) {
      const provider = new Provider(server.issuer, {
        clients: [{ client_id: CLIENT_ID, client_secret: CLIENT_SECRET, redirect_uris: [redirectUri] }],
        features: { devInteractions: { enabled: false } },
        interactions: { url: () => '/interaction' },
        claims: { openid: ['sub'], profile: ['preferred_username'] },
        cookies: { keys: [randomUUID()] },
        ttl: { Interaction: 600, Grant: 600, Session: 600, AccessToken: 600, IdToken: 600 },
        jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), kid: 'test', use: 'sig', alg: 'RS256' }] },
        findAccount: async (_ctx, accountId) => ({
          accountId,
          claims: async () => ({ sub: accountId, preferred_username: people.get(accountId) ?? null }),
        }),
        async loadExistingGrant(ctx) {
          const grant = new ctx.oidc.provider.Grant({
            clientId: CLIENT_ID,
            ...(ctx.oidc.account ? { accountId: ctx.oidc.account.accountId } : {}),
          });
          grant.addOIDCScope('openid profile');
          await grant.save();
          return grant;
        },
      });
      const answer = provider.callback();
      callback = (request, response) => {
        if (request.url?.startsWith('/interaction'))
          void provider.interactionFinished(request, response, { login: { accountId: real.who } });
        else void answer(request, response);
      };
    },
  };
  return real;
}

/** What a hostile provider gets wrong; everything else is right. */
export interface Faults {
  discoveredIssuer?: string;
  claims?: Record<string, unknown>;
  strangeKey?: boolean;
  tokenStatus?: number;
}

/** A provider written by hand that lies as it is told. */
export interface HostileProvider extends Server {
  faults: Faults;
  /** The nonce of the sign-in under way, as the browser would have brought it. */
  nonce: string;
  /** Calls of its token endpoint. */
  tokens: number;
}

/** Starts a hostile provider. */
export async function startHostile(): Promise<HostileProvider> {
  const key = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
  const strange = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
  const json = (response: http.ServerResponse, status: number, body: object) =>
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  const hostile: HostileProvider = {
    ...(await listen(({ issuer }) => (request, response) => {
      const { faults } = hostile;
      if (request.url === '/.well-known/openid-configuration')
        return json(response, 200, {
          issuer: faults.discoveredIssuer ?? issuer,
          authorization_endpoint: `${issuer}/authorize`,
          token_endpoint: `${issuer}/token`,
          jwks_uri: `${issuer}/jwks`,
          response_types_supported: ['code'],
          subject_types_supported: ['public'],
          id_token_signing_alg_values_supported: ['RS256'],
        });
      if (request.url === '/jwks')
        return json(response, 200, {
          keys: [{ ...createPublicKey(key).export({ format: 'jwk' }), kid: 'k', use: 'sig', alg: 'RS256' }],
        });
      hostile.tokens++;
      if (faults.tokenStatus) return json(response, faults.tokenStatus, { error: 'invalid_grant' });
      const now = Math.floor(Date.now() / 1000);
      const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
      const content = `${part({ alg: 'RS256', kid: 'k', typ: 'JWT' })}.${part({
        iss: issuer,
        aud: CLIENT_ID,
        sub: 'subject-1',
        preferred_username: 'nobody',
        nonce: hostile.nonce,
        iat: now,
        exp: now + 300,
        ...faults.claims,
      })}`;
      const signature = createSign('RSA-SHA256')
        .update(content)
        .sign(faults.strangeKey ? strange : key);
      return json(response, 200, {
        access_token: 'x',
        token_type: 'Bearer',
        id_token: `${content}.${signature.toString('base64url')}`,
      });
    })),
    faults: {},
    nonce: '',
    tokens: 0,
  };
  return hostile;
}
