import type { VNode } from 'preact';
import { Actions, Panel } from '../../../ui/index.ts';
import { KeyboardHelp } from './editor-help.tsx';

/** Id of the form of the editor. */
export const EDITOR_FORM = 'edit';
/** Where the buttons of the editor lead. `default`: Enter in a field; `find` and `relate` look a paper up and save nothing. */
export const NEXT = ['default', 'stay', 'submit', 'attachments', 'preview', 'find', 'relate'] as const;

/**
 * The button that Enter in a field presses: browsers take the first of a form, which would be one that looks up or leads
 * away. Not shown, and not said by screen readers: the same button stands beside the form.
 */
export function DefaultButton(): VNode {
  return (
    <button type="submit" name="next" value="default" hidden>
      保存草稿
    </button>
  );
}

/** The way to the buttons where they stand below the form: on phones. */
export function JumpToActs(): VNode {
  return (
    <a class="btn mc-jump" href="#act">
      去保存、送审
    </a>
  );
}

/** What can be done with what is in the editor. @param fresh nothing of it is saved yet */
export function EditorActs({ fresh }: { fresh: boolean }): VNode {
  return (
    <Panel title="现在可以做" id="act">
      <Actions
        items={[
          {
            label: '保存草稿',
            icon: 'check',
            kind: fresh ? 'primary' : 'plain',
            save: true,
            submit: { form: EDITOR_FORM, name: 'next', value: 'stay' },
          },
          {
            label: '保存并预览',
            icon: 'eye',
            kind: 'plain',
            note: '看公众所见',
            accessKey: 'k',
            submit: { form: EDITOR_FORM, name: 'next', value: 'preview' },
          },
          {
            label: '保存并送审',
            icon: 'send',
            kind: fresh ? 'plain' : 'primary',
            note: '→ 公开属性审查',
            accessKey: 'j',
            submit: { form: EDITOR_FORM, name: 'next', value: 'submit' },
          },
        ]}
      />
      {fresh && <p class="muted xs mb-0">只有标题必填，其余可以保存以后再补。</p>}
      <p class="muted xs mb-0 mc-buffered" data-buffered aria-live="polite" />
      <KeyboardHelp />
    </Panel>
  );
}
