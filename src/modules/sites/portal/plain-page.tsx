import type { ComponentChildren } from 'preact';
import type { PortalFrame } from '../../../mechanisms/publication/index.ts';
import type { RequestContext } from '../../../platform/http/route.ts';

/** A page of the portal with breadcrumbs, one heading, a sentence below it, and the tags of a column. */
export function plainPage(
  ctx: RequestContext,
  frame: PortalFrame,
  spec: {
    title: string;
    lead: ComponentChildren;
    /** What the page holds, for the tag ColumnDescription. */
    description: string;
    keywords: string;
    type: string;
    section?: string;
    aside?: ComponentChildren;
    children: ComponentChildren;
  },
): Promise<string> {
  return frame.page(ctx, {
    title: spec.title,
    ...(spec.section ? { section: spec.section } : {}),
    crumbs: [{ label: spec.title }],
    column: {
      name: spec.title,
      description: spec.description,
      keywords: spec.keywords,
      type: spec.type,
    },
    children: (
      <main id="main" class="mc-main" tabindex={-1}>
        <div class="mc-wrap">
          <div class="mc-title">
            <h1>{spec.title}</h1>
            {spec.aside}
          </div>
          <p class="mc-welcome">{spec.lead}</p>
          {spec.children}
        </div>
      </main>
    ),
  });
}
