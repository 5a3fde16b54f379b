import { HtmlValidate, StaticConfigLoader } from 'html-validate';

/*
 * The HTML standard as html-validate knows it, with its rules for whole documents and for people with disabilities. What
 * is switched off is a matter of style, or is asked of pages that are not like ours; each with its reason.
 */
const CHECKER = new HtmlValidate(
  new StaticConfigLoader({
    root: true,
    extends: ['html-validate:recommended', 'html-validate:document'],
    rules: {
      // Style: the standard allows both ways of writing, and the renderer has chosen.
      'attribute-boolean-style': 'off',
      'attribute-empty-style': 'off',
      'doctype-style': 'off',
      'no-trailing-whitespace': 'off',
      'void-style': 'off',
      // A search engine's advice: the title of an official paper is as long as it is.
      'long-title': 'off',
      // Typography of other countries' telephone numbers.
      'tel-non-breaking': 'off',
      // For files of strangers: ours come from our own origin under names that carry their hash.
      'require-sri': ['error', { target: 'crossorigin' }],
      // An id may hold anything but blanks; ours hold the names of fields.
      'valid-id': ['error', { relaxed: true }],
      // Boxes to tick for one choice share a name, as buttons and radio buttons do.
      'form-dup-name': ['error', { shared: ['radio', 'button', 'reset', 'submit', 'checkbox'] }],
      // ">" and quotation marks in a text need no escape.
      'no-raw-characters': ['error', { relaxed: true }],
    },
  }),
);

/** What is wrong with a whole page as the server sent it, one sentence each; a sentence that repeats is given once. */
export function markupFaults(html: string): string[] {
  const { results } = CHECKER.validateStringSync(html);
  // In the place of the button of a form that cannot be sent now stands why.
  const explained = (ruleId: string) => ruleId === 'wcag/h32' && html.includes('aria-disabled="true"');
  const found = results.flatMap((r) =>
    r.messages
      .filter((m) => !explained(m.ruleId))
      .map((m) => `HTML ${m.ruleId}: ${m.message} (${m.selector ?? `line ${m.line}`})`),
  );
  return [...new Set(found)];
}
