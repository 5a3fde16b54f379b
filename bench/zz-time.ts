import fs from 'node:fs';
import { openDatabase } from '../src/platform/db/pool.ts';
import { connect } from '../src/platform/db/migrate.ts';
import { systemClock } from '../src/platform/clock.ts';
import { searchCounts, searchHits } from '../src/mechanisms/publication/search/query.ts';
const c = JSON.parse(fs.readFileSync(process.argv[2]!, 'utf8'));
const db = openDatabase(c.portal, { max: 1, name: 'x', onError: () => undefined });
const client = await connect(c.portal);
const ids = (await client.query('select id from portal.live_document order by pid')).rows.map((r) => r.id);
let at = 0;
const today = systemClock.today();
const one = {
  relevance: (q: string) => searchHits(db, { query: q, order: 'relevance', page: 1, size: 20, today }),
  date: (q: string) => searchHits(db, { query: q, order: 'date', page: 1, size: 20, today }),
  counts: (q: string) => searchCounts(db, { query: q, order: 'date', page: 1, size: 20, today }),
  rows: () => { at = (at + 20) % (ids.length - 20); return client.query(`select d.pid, d.title, d.document_number, d.owner_code, d.owner_name, d.genre, d.published_on, d.effective_on, d.repealed_on, d.expires_on, substr(t.text_n, 1, 120) as snippet from portal.live_document d join portal.live_text t on t.document_id = d.id where d.id = any($1::bigint[])`, [ids.slice(at, at + 20)]); },
};
const { sql } = await import('kysely');
const pids = [(await sql<{ p: number }>`select pg_backend_pid() as p`.execute(db)).rows[0]!.p, (await client.query('select pg_backend_pid() as p')).rows[0].p as number];
const cpu = () => pids.reduce((n, p) => n + Number(fs.readFileSync(`/proc/${p}/schedstat`, 'utf8').split(' ')[0]) / 1e6, 0) + (process.cpuUsage().user + process.cpuUsage().system) / 1000;
const med = (a: number[]) => a.sort((x, y) => x - y)[Math.floor(a.length / 2)]!;
const out: Record<string, number[]> = {};
const worst: [string, number, string][] = [];
for (const q of c.q) {
  const row: Record<string, number[]> = {};
  for (let i = 0; i < 4; i++) for (const k of Object.keys(one) as (keyof typeof one)[]) { const t = cpu(); await one[k](q.text); if (i) (row[k] ??= []).push(cpu() - t); }
  for (const [k, v] of Object.entries(row)) { (out[k] ??= []).push(med(v)); worst.push([k, med(v), `${q.kind}: ${q.text}`]); }
}
for (const [k, v] of Object.entries(out)) { v.sort((a, b) => a - b); console.log(k, 'p50', v[29]!.toFixed(2), 'p95', v[56]!.toFixed(2), 'max', v[59]!.toFixed(2)); }
for (const k of ['relevance', 'date', 'counts']) for (const w of worst.filter((x) => x[0] === k).sort((a, b) => b[1] - a[1]).slice(0, 6)) console.log(w[0], w[1].toFixed(1), w[2]);
await db.destroy(); await client.end();
