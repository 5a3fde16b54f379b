import type { VNode } from 'preact';
import { z } from 'zod';
import {
  lookUpPapers,
  type PapersFound,
  RELATION_KINDS,
  type RelationKind,
} from '../../../mechanisms/publication/index.ts';
import type { Face } from '../../../platform/http/face.ts';
import { publicId } from '../../../platform/http/fields.ts';
import type { FormState, RequestContext } from '../../../platform/http/route.ts';
import { Help, Icon, issuesOf, Messages, optionsOf, textOf } from '../../../ui/index.ts';
import { LOOKED_UP, linesOf, nameOf } from '../relations-field.ts';
import { EDITOR_HELP } from './editor-help.tsx';
import { documentPaths } from './paths.ts';

/** What the field of relations shows beside the form. */
export interface RelationChoices {
  /** Papers that fit what was looked for; undefined where nothing is being looked for. */
  found: PapersFound | undefined;
  /** Relations that the text states and that are not chosen, as lines. */
  stated: readonly string[];
  /** Address of the same lookup for the script. */
  address: string;
}

/** Looks up what the form asks for, among public papers. @param own public id of the paper itself */
export async function readRelationChoices(
  ctx: RequestContext,
  form: FormState,
  o: { own?: string; stated?: readonly string[] } = {},
): Promise<RelationChoices> {
  const words = textOf(form, 'relationWords').trim();
  const except: Record<string, string> = o.own === undefined ? {} : { except: o.own };
  return {
    found: words ? await lookUpPapers(ctx.db, words, { most: LOOKED_UP, guess: true, ...except }) : undefined,
    stated: o.stated ?? [],
    address: `${documentPaths(ctx.base.console).papers()}?${new URLSearchParams(except)}`,
  };
}

/** How many were found, as a sentence over them. */
function foundWords({ papers, more, close }: PapersFound): string {
  if (papers.length === 0)
    return '没有找到。只能指已经公开的文件；请换标题里的几个字、文号或者门户网址再找。';
  if (close) return '没有标题或文号相符的，以下最接近：';
  return more
    ? `太多，只列最近的 ${papers.length} 件，请写得更完整再找。选一件，按“加入”。`
    : `找到 ${papers.length} 件。选一件，按“加入”；不合适的不用选。`;
}

/**
 * 与其他文件的关系: what is chosen, as boxes that can be unticked; a line that looks up public papers; what it has found, as
 * radio buttons. All of it is part of the editor's form, so that looking up loses nothing.
 */
export function RelationsField({ form, choices }: { form: FormState; choices: RelationChoices }): VNode {
  const issues = issuesOf(form, 'relations');
  const chosen = linesOf(form.values.relations);
  const stated = choices.stated.filter((line) => !chosen.includes(line));
  const { found } = choices;
  // Not the first of the list: an end to another paper must be chosen.
  const kind = textOf(form, 'relationKind') || ('related' satisfies RelationKind);
  return (
    <fieldset
      class={issues.length > 0 ? 'mc-field mc-relations err' : 'mc-field mc-relations'}
      id="f-relations"
      tabindex={-1}
      data-lookup={choices.address}
    >
      <legend>与其他文件的关系</legend>
      <p class="form-hint">
        选关系，写对方的标题、文号或者门户网址中的任意一种，按“查找”，再从找到的文件中选。
      </p>
      <Help label="与其他文件的关系">{EDITOR_HELP.relations}</Help>
      <Messages id="f-relations" issues={issues} />
      <div class="mc-opts" data-chosen>
        {[...chosen, ...stated].map((line) => (
          <label key={line} class="mc-opt">
            <input
              type="checkbox"
              class="form-check-input"
              name="relations"
              value={line}
              checked={chosen.includes(line)}
            />
            <span>
              {line}
              {!chosen.includes(line) && <small>正文写明，尚未加入；是的话请勾选</small>}
            </span>
          </label>
        ))}
      </div>
      <div class="mc-lookup">
        <div>
          <label class="form-label" for="f-relationKind">
            关系
          </label>
          <select id="f-relationKind" name="relationKind" class="form-select">
            {optionsOf(RELATION_KINDS).map((o) => (
              <option key={o.value} value={o.value} selected={o.value === kind}>
                {o.label}
              </option>
            ))}
          </select>
        </div>
        <div class="w">
          <label class="form-label" for="f-relationWords">
            对方文件
          </label>
          <input
            id="f-relationWords"
            name="relationWords"
            type="text"
            class="form-control"
            value={textOf(form, 'relationWords')}
            autocomplete="off"
          />
        </div>
        <button type="submit" class="btn" name="next" value="find">
          <Icon name="search" /> 查找
        </button>
      </div>
      <div data-found aria-live="polite">
        {found && (
          <>
            <p class="form-hint" id="f-relationFound">
              {foundWords(found)}
            </p>
            <div class="mc-opts" role="radiogroup" aria-labelledby="f-relationFound">
              {found.papers.map((p) => (
                <label key={p.pid} class="mc-opt">
                  <input
                    type="radio"
                    class="form-check-input"
                    name="relationPick"
                    value={p.pid}
                    checked={textOf(form, 'relationPick') === p.pid}
                  />
                  <span>
                    {nameOf(p)}
                    <small>
                      {p.ownerName}，{p.publishedOn} 公开
                    </small>
                  </span>
                </label>
              ))}
            </div>
          </>
        )}
      </div>
      <button
        type="submit"
        class="btn"
        name="next"
        value="relate"
        data-relate
        hidden={found === undefined || found.papers.length === 0}
      >
        <Icon name="check" /> 加入
      </button>
    </fieldset>
  );
}

/** The same lookup for the script of the editor: names as they stand in the lines of the field. */
export function relationLookup(face: Face): void {
  face.page({
    path: '/documents/papers',
    access: { kind: 'act', act: 'document.save' },
    query: z.object({
      q: z.string().catch(''),
      guess: z.literal('yes').optional().catch(undefined),
      except: publicId.optional().catch(undefined),
    }),
    async render(ctx, { query }) {
      const found = await lookUpPapers(ctx.db, query.q, {
        most: LOOKED_UP,
        guess: query.guess === 'yes',
        ...(query.except ? { except: query.except } : {}),
      });
      return {
        kind: 'file',
        type: 'application/json; charset=utf-8',
        body: JSON.stringify({
          said: foundWords(found),
          papers: found.papers.map((p) => ({
            name: nameOf(p),
            facts: `${p.ownerName}，${p.publishedOn} 公开`,
          })),
        }),
      };
    },
  });
}
