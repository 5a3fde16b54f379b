import { type ChildProcess, spawn } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { newFolder } from './ground.ts';

/** A file server that serves one page: what a web server of C takes for it. */
export interface Nginx {
  port: number;
  /** Puts the bytes in place that every address answers from now on. */
  serve(headers: Readonly<Record<string, string>>, body: string): Promise<void>;
  stop(): Promise<void>;
}

const PROGRAM = ['/usr/sbin/nginx', '/usr/local/sbin/nginx', '/usr/local/bin/nginx', '/usr/bin/nginx'];

/** Starts nginx with one worker, as the portal has one process; undefined where it is not installed (`scripts/apt.sh --bench`). */
export async function startNginx(): Promise<Nginx | undefined> {
  const program = PROGRAM.find((p) => fs.existsSync(p));
  if (!program) return undefined;
  const folder = newFolder();
  const port = await freePort();
  const page = path.join(folder, 'page.html');
  const config = path.join(folder, 'nginx.conf');
  const write = (headers: Readonly<Record<string, string>>) =>
    fs.writeFileSync(
      config,
      `daemon off; worker_processes 1; pid ${folder}/pid; error_log ${folder}/error.log;
${process.getuid?.() === 0 ? 'user root;' : ''}
events { worker_connections 256; }
http {
  access_log off; sendfile on; tcp_nopush on; keepalive_requests 100000000; etag off;
  open_file_cache max=10; default_type text/html; charset utf-8;
  client_body_temp_path ${folder}/b; proxy_temp_path ${folder}/p; fastcgi_temp_path ${folder}/f; uwsgi_temp_path ${folder}/u; scgi_temp_path ${folder}/s;
  server { listen 127.0.0.1:${port}; location / {
    root ${folder}; try_files /page.html =404;
${Object.entries(headers)
  .map(([name, value]) => `    add_header ${name} "${value.replace(/["\\$]/g, '\\$&')}";`)
  .join('\n')}
  } }
}
`,
    );
  fs.writeFileSync(page, '');
  let child: ChildProcess | undefined;
  const stop = async () => {
    if (!child || child.exitCode !== null) return;
    const gone = new Promise((resolve) => child?.once('exit', resolve));
    child.kill('SIGQUIT');
    await gone;
  };
  return {
    port,
    async serve(headers, body) {
      await stop();
      const own = ['content-type', 'server-timing'];
      write(Object.fromEntries(Object.entries(headers).filter(([name]) => !own.includes(name))));
      fs.writeFileSync(page, body);
      child = spawn(program, ['-c', config, '-p', folder], { stdio: ['ignore', 'ignore', 'inherit'] });
      await listening(port);
    },
    async stop() {
      await stop();
      fs.rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A port that nobody listens on. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = net.createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

async function listening(port: number): Promise<void> {
  for (let i = 0; i < 200; i++) {
    const there = await new Promise<boolean>((resolve) => {
      const socket = net.connect(port, '127.0.0.1');
      socket.once('connect', () => socket.end(() => resolve(true)));
      socket.once('error', () => setTimeout(() => resolve(false), 25));
    });
    if (there) return;
  }
  throw new Error('nginx does not listen');
}
