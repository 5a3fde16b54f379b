#!/usr/bin/env node
'use strict';
// npx mingtang …: makes the project runnable first, then hands over to the Node that it brings along.
const { spawn } = require('node:child_process');
const path = require('node:path');

const root = path.join(__dirname, '..');
require('./setup.cjs');
const child = spawn(
  path.join(root, 'node_modules', '.bin', 'node'),
  [path.join(root, 'dist', 'cli.js'), ...process.argv.slice(2)],
  { stdio: 'inherit' },
);
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
child.on('exit', (code, signal) => process.exit(signal ? 1 : (code ?? 1)));
