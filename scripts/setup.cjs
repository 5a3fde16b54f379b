'use strict';
/*
 * Makes a fresh clone runnable: installs the locked packages when they differ, compiles the sources and the assets when
 * they changed. Has no dependencies and runs on any Node from 20 on; everything after it runs on the Node that the
 * project brings along.
 */
const { execFileSync, spawnSync } = require('node:child_process');
const crypto = require('node:crypto');
const fs = require('node:fs');
const path = require('node:path');

const root = path.join(__dirname, '..');
const modules = path.join(root, 'node_modules');
const node = path.join(modules, '.bin', 'node');

function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}

if (Number(process.versions.node.split('.')[0]) < 20)
  fail(`需要 Node 20 或更高版本，现在是 ${process.version}。`);

/** Takes turns with another start in the same folder; a lock left behind by a dead process is broken. */
function locked(work) {
  const lock = path.join(root, '.setup-lock');
  for (let i = 0; ; i++) {
    try {
      fs.writeFileSync(lock, String(process.pid), { flag: 'wx' });
      break;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
      const owner = Number(fs.readFileSync(lock, 'utf8') || 0);
      let alive = owner > 0;
      try {
        if (alive) process.kill(owner, 0);
      } catch (e) {
        alive = e.code === 'EPERM';
      }
      if (!alive) fs.rmSync(lock, { force: true });
      else if (i > 3000) fail('另一个安装过程一直没有结束，请稍后再试。');
      else Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100);
    }
  }
  try {
    work();
  } finally {
    fs.rmSync(lock, { force: true });
  }
}

function install() {
  const lockFile = fs.readFileSync(path.join(root, 'package-lock.json'));
  const copy = path.join(modules, '.installed-lock.json');
  if (fs.existsSync(copy) && fs.readFileSync(copy).equals(lockFile)) return;
  process.stderr.write('正在安装依赖（首次约半分钟）……\n');
  const result = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
  });
  if (result.status !== 0)
    fail('依赖没有装成。请检查能否访问 npm 源，再重新运行；也可以单独运行 npm ci 查看原因。');
  fs.writeFileSync(copy, lockFile);
}

function hashOf(files) {
  const hash = crypto.createHash('sha256');
  for (const file of files) {
    const full = path.join(root, file);
    for (const entry of fs.statSync(full).isDirectory()
      ? fs.readdirSync(full, { recursive: true }).map(String).sort()
      : ['']) {
      const at = path.join(full, entry);
      if (fs.statSync(at).isFile()) hash.update(`${file}/${entry}\n`).update(fs.readFileSync(at));
    }
  }
  return hash.digest('hex');
}

function build() {
  const stamp = path.join(root, 'dist', '.built');
  const hash = hashOf([
    'src',
    'assets',
    'tsconfig.json',
    'tsconfig.build.json',
    'package-lock.json',
    'scripts/build-assets.mjs',
  ]);
  if (fs.existsSync(stamp) && fs.readFileSync(stamp, 'utf8') === hash) return;
  const dist = path.join(root, 'dist');
  fs.rmSync(stamp, { force: true });
  // What was compiled from a file that is gone must not stay; the assets have a stamp of their own.
  for (const entry of fs.existsSync(dist) ? fs.readdirSync(dist) : [])
    if (entry !== 'assets') fs.rmSync(path.join(dist, entry), { recursive: true });
  const run = (args) => execFileSync(node, args, { cwd: root, stdio: ['ignore', 2, 2] });
  try {
    run([path.join(modules, 'typescript', 'bin', 'tsc'), '-p', 'tsconfig.build.json']);
    run([path.join(root, 'scripts', 'build-assets.mjs')]);
  } catch {
    fail('编译没有成功，原因见上。');
  }
  fs.writeFileSync(stamp, hash);
}

locked(() => {
  install();
  build();
});
