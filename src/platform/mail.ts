import type { Socket } from 'node:net';
import { createTransport } from 'nodemailer';
import { NotDelivered } from './not-delivered.ts';
import { MAIL_ADDRESS, type SmtpAddress } from './smtp-address.ts';

/** A mail of the program. Its texts leave the house in readable form: no personal data, no titles of drafts. */
export interface MailMessage {
  /** One bare address. */
  to: string;
  subject: string;
  text: string;
  /** Becomes the Message-ID (`<id@domain of the sender>`). The same for every try, so that a receiver knows a repetition. */
  id: string;
  /** Becomes the Date. */
  at: Date;
  attachments?: readonly { name: string; type: string; content: Uint8Array }[];
}

/**
 * Hands a mail to the mail server. Done when the server has taken it over.
 * @throws NotDelivered otherwise
 */
export type SendMail = (message: MailMessage) => Promise<void>;

/** What is needed to send mail. */
export interface MailSettings {
  server: SmtpAddress;
  from: { name: string; address: string };
  /** Opens the connection: the door outward, with its checks. */
  connect(host: string, port: number): Promise<Socket>;
  /** Certificates (PEM) that are trusted instead of the common ones: the authority of a government network. */
  authority?: string;
  /** Milliseconds for the whole conversation. */
  timeoutMs?: number;
}

/**
 * Makes the sender of the program: one connection per mail, TLS demanded unless the address says otherwise.
 * @returns a function that anything may use that has to send mail
 */
export function openMail(settings: MailSettings): SendMail {
  const { server, from } = settings;
  const timeoutMs = settings.timeoutMs ?? 60_000;
  const transport = createTransport({
    host: server.host,
    port: server.port,
    secure: server.tls === 'implicit',
    requireTLS: server.tls === 'starttls',
    ignoreTLS: server.tls === 'off',
    ...(server.credentials
      ? { auth: { user: server.credentials.user, pass: server.credentials.password } }
      : {}),
    tls: { minVersion: 'TLSv1.2', ...(settings.authority ? { ca: settings.authority } : {}) },
    name: from.address.slice(from.address.indexOf('@') + 1),
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    // A message names its parts itself; nothing in it may fetch a file or an address.
    disableFileAccess: true,
    disableUrlAccess: true,
    getSocket: (_options, callback) => {
      settings.connect(server.host, server.port).then(
        (connection) => callback(null, { connection }),
        (error: Error) => callback(error, false),
      );
    },
  });
  return async (message) => {
    if (!MAIL_ADDRESS.test(message.to)) throw new NotDelivered('no-address', { permanent: true });
    try {
      await transport.sendMail({
        from,
        to: { name: '', address: message.to },
        subject: message.subject.replace(/\s+/g, ' '),
        text: message.text,
        messageId: `<${message.id}@${from.address.slice(from.address.indexOf('@') + 1)}>`,
        date: message.at,
        headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
        attachments: (message.attachments ?? []).map((a) => ({
          filename: a.name,
          contentType: a.type,
          content: Buffer.from(a.content),
        })),
        signal: AbortSignal.timeout(timeoutMs),
      });
    } catch (error) {
      throw notDelivered(error as Error & { code?: string; responseCode?: number });
    }
  };
}

function notDelivered(error: Error & { code?: string; responseCode?: number }): NotDelivered {
  const status = error.responseCode;
  const permanent = status !== undefined && status >= 500;
  switch (error.code) {
    case 'ETIMEDOUT':
    case 'EABORT':
      return new NotDelivered('timeout');
    case 'ETLS':
      return new NotDelivered('tls', { status });
    // A wrong password is mended by the operator, and then the waiting mails should go.
    case 'EAUTH':
    case 'ENOAUTH':
      return new NotDelivered('sign-in', { status });
    case 'EENVELOPE':
    case 'EMESSAGE':
      return new NotDelivered(permanent ? 'rejected' : 'deferred', { permanent, status });
    default:
      return new NotDelivered(/certificate|SSL|TLS/i.test(error.message) ? 'tls' : 'connection', { status });
  }
}
