import { createChallenge, verifySolution } from 'altcha-lib/v1';
import type { Challenge } from 'altcha-lib/v1/types';
import { z } from 'zod';
import { hmac, sameSecret, sha256 } from '../../platform/crypto.ts';
import { plainAnswer, type Question } from './questions.ts';

/** A challenge that came back: under what it is remembered, and until when it counts (ms). */
export interface Returned {
  hash: string;
  expires: number;
}

const keyFor = (secret: string, use: string) => hmac(secret, `captcha ${use}`);

/** A proof of work in the form of ALTCHA: the browser looks for the number under `most` that fits. @param expires ms */
export function newWork(secret: string, it: { most: number; expires: number }): Promise<Challenge> {
  return createChallenge({
    hmacKey: keyFor(secret, 'work'),
    maxnumber: it.most,
    params: { expires: String(Math.floor(it.expires / 1000)) },
  });
}

const solution = z.object({
  algorithm: z.literal('SHA-256'),
  challenge: z.string().regex(/^[0-9a-f]{64}$/),
  number: z.number().int().min(0).max(1e9),
  // The sign at the end keeps digits of the number from being moved into the time.
  salt: z.string().regex(/^[0-9a-f]{16,64}\?expires=\d{10}&$/),
  signature: z.string().regex(/^[0-9a-f]{64}$/),
});

/** Reads a solved proof of work. @returns undefined when none of the secrets has signed it or the number does not fit */
export async function readWork(secrets: readonly string[], payload: string): Promise<Returned | undefined> {
  let json: unknown;
  try {
    json = JSON.parse(Buffer.from(payload, 'base64').toString('utf8'));
  } catch {
    return undefined;
  }
  const read = solution.safeParse(json);
  if (!read.success) return undefined;
  const { challenge, salt } = read.data;
  // The time is ours to judge: the library would ask the clock of the machine.
  for (const secret of secrets)
    if (await verifySolution(read.data, keyFor(secret, 'work'), false))
      return {
        hash: sha256(`work ${challenge}`),
        expires: Number(/expires=(\d{10})/.exec(salt)?.[1]) * 1000,
      };
  return undefined;
}

const asked = z.object({ q: z.string(), e: z.number(), n: z.string() });

/** A question as the form carries it: what was asked and until when, signed, with a keyed hash of the answer. */
export function askQuestion(
  secret: string,
  question: Question,
  it: { expires: number; nonce: string },
): string {
  const said = JSON.stringify({ q: question.text, e: it.expires, n: it.nonce });
  const body = Buffer.from(said).toString('base64url');
  return [
    body,
    hmac(keyFor(secret, 'question'), body),
    hmac(keyFor(secret, 'answer'), `${body} ${question.answer}`),
  ].join('.');
}

/** Reads a question that came back. @returns its text, and whether an answer fits; undefined when it is not ours */
export function readQuestion(
  secrets: readonly string[],
  token: string,
): (Returned & { text: string; fits(typed: string): boolean }) | undefined {
  const [body = '', mac = '', answer = ''] = token.split('.');
  const secret = secrets.find((s) => sameSecret(hmac(keyFor(s, 'question'), body), mac));
  if (secret === undefined) return undefined;
  const read = asked.parse(JSON.parse(Buffer.from(body, 'base64url').toString('utf8')));
  return {
    text: read.q,
    expires: read.e,
    hash: sha256(`question ${body}`),
    fits: (typed) => sameSecret(hmac(keyFor(secret, 'answer'), `${body} ${plainAnswer(typed)}`), answer),
  };
}
