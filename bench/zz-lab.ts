import fs from 'node:fs';
import { City } from './city.ts';
import { withGround } from './ground.ts';
import { queriesFrom } from './queries.ts';
const n = Number(process.argv[2]);
await withGround(async (ground) => {
  const city = new City(ground.open('app', 2), true);
  const t = performance.now();
  const q = queriesFrom(await city.grow(Math.min(n, 2000)));
  await city.grow(n);
  console.log('grown', Math.round(performance.now() - t));
  await ground.settle();
  fs.writeFileSync(process.argv[3]!, JSON.stringify({ app: ground.app, portal: ground.portal, q }));
  console.log('ready');
  process.on('SIGUSR2', () => process.exit(0));
  await new Promise(() => setInterval(() => {}, 1e6));
});
