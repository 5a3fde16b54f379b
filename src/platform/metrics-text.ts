/**
 * Joins the metrics of several processes into one text: Prometheus wants all samples of a name together, under one HELP
 * and one TYPE line. Knows no library, so that the supervisor can use it.
 */
export function joinMetrics(texts: readonly string[]): string {
  const families = new Map<string, { head: string[]; samples: string[] }>();
  for (const text of texts) {
    let family: { head: string[]; samples: string[] } | undefined;
    for (const line of text.split('\n')) {
      const head = /^# (?:HELP|TYPE) (\S+)/.exec(line);
      if (head) {
        const name = head[1] ?? '';
        family = families.get(name) ?? { head: [], samples: [] };
        families.set(name, family);
        if (!family.head.includes(line)) family.head.push(line);
      } else if (line && !line.startsWith('#')) family?.samples.push(line);
    }
  }
  return [...families.values()].map((f) => `${[...f.head, ...f.samples].join('\n')}\n`).join('');
}
