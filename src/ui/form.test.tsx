import { describe, expect, it } from 'vitest';
import {
  Checkboxes,
  DateField,
  DateTimeField,
  ErrorSummary,
  type FormState,
  Hidden,
  PostForm,
  RadioCards,
  renderPage,
  SelectField,
  SubmitButton,
  TextArea,
  TextField,
} from './index.ts';

const hostile = `"><script>alert('1')</script>&amp;<img src=x onerror=alert(1)>`;

const filled: FormState = {
  values: {
    title: '关于防汛的通知',
    organ: 'b',
    openness: 'request',
    columns: ['1', '3'],
    body: '\n第一段\n第二段',
    signed: '2026-05-14',
    at: '2026-05-20T09:30',
    password: 'not again',
  },
  issues: [
    { field: 'title', message: '标题太长', article: '条例第十七条' },
    { field: 'title', message: '标题里有空行' },
    { field: 'openness', message: '请选择公开属性' },
    { message: '文稿已被改动' },
  ],
};
const empty: FormState = { values: {}, issues: [] };
const choices = [
  { value: 'open', label: '主动公开' },
  { value: 'request', label: '依申请公开', note: '说明理由' },
];

/** The opening tag of the first element whose attributes hold the given text. */
function tagWith(html: string, attribute: string): string {
  return html.match(new RegExp(`<[a-z]+[^>]*${attribute}[^>]*>`))?.[0] ?? '';
}

describe('refill', () => {
  it('text, day and minute come back as they were sent', () => {
    expect(renderPage(<TextField form={filled} name="title" label="标题" />)).toContain(
      'value="关于防汛的通知"',
    );
    expect(renderPage(<DateField form={filled} name="signed" label="日期" />)).toContain(
      'value="2026-05-14"',
    );
    expect(renderPage(<DateTimeField form={filled} name="at" label="时间" />)).toContain(
      'value="2026-05-20T09:30"',
    );
  });

  it.each([
    [DateField, 'date', '2026-05-14', ['20-05-2026', '2026-02-30', '明天', '2026-5-1']],
    [
      DateTimeField,
      'datetime-local',
      '2026-05-20T09:30',
      ['2026-05-20 9点', '2026-02-30T09:00', '下周一', '2026-05-20'],
    ],
  ])('what is no time in a field for one can be seen and mended', (Control, type, good, bad) => {
    const shown = (value: string) =>
      tagWith(
        renderPage(<Control form={{ values: { on: value }, issues: [] }} name="on" label="时间" />),
        'name="on"',
      );
    for (const value of ['', good]) expect(shown(value)).toContain(`type="${type}"`);
    for (const value of bad) {
      expect(shown(value), value).toContain('type="text"');
      expect(shown(value), value).toContain(`value="${value}"`);
    }
  });

  it('what an option asks for follows the choices, which are neighbours of their labels', () => {
    const html = renderPage(
      <RadioCards form={filled} name="openness" legend="公开属性" options={choices} asks={<i>more</i>} />,
    );
    expect(html).toMatch(/<input[^>]*id="f-openness"[^>]*><label class="mc-opt" for="f-openness">/);
    expect(html).toMatch(/<div class="asked"><i>more<\/i><\/div><\/div><\/fieldset>$/m);
  });

  it('a text that begins with a line feed keeps it, though the parser drops the first one after the tag', () => {
    const html = renderPage(<TextArea form={filled} name="body" label="正文" />);
    expect(html).toMatch(/<textarea[^>]*>\n\n第一段\n第二段<\/textarea>/);
    expect(renderPage(<TextArea form={empty} name="body" label="正文" />)).toMatch(
      /<textarea[^>]*>\n<\/textarea>/,
    );
  });

  it('the one option that was chosen is chosen', () => {
    const html = renderPage(
      <SelectField
        form={filled}
        name="organ"
        label="机关"
        empty="请选择"
        options={['a', 'b'].map((value) => ({ value, label: value }))}
      />,
    );
    expect([...html.matchAll(/<option[^>]*selected[^>]*>/g)].map((match) => match[0])).toHaveLength(1);
    expect(tagWith(html, 'selected')).toContain('value="b"');
    expect(html).toMatch(/<option value(?:="")?>请选择<\/option>/);
  });

  it('radio cards and check boxes come back checked', () => {
    const radio = renderPage(<RadioCards form={filled} name="openness" legend="属性" options={choices} />);
    expect(tagWith(radio, 'value="request"')).toMatch(/ checked/);
    expect(tagWith(radio, 'value="open"')).not.toMatch(/ checked/);
    const boxes = renderPage(
      <Checkboxes
        form={filled}
        name="columns"
        legend="栏目"
        options={['1', '2', '3'].map((value) => ({ value, label: value }))}
      />,
    );
    const checked = [...boxes.matchAll(/<input[^>]*>/g)].map((match) => / checked/.test(match[0]));
    expect(checked).toEqual([true, false, true]);
  });

  it('a password never comes back', () => {
    const html = renderPage(<TextField type="password" form={filled} name="password" label="密码" />);
    expect(html).not.toContain('not again');
    expect(html).toContain('type="password"');
  });
});

describe('what is wrong', () => {
  it('stands between label and control, and is tied to the control', () => {
    const html = renderPage(<TextField form={filled} name="title" label="标题" hint="不写书名号" />);
    const input = tagWith(html, 'id="f-title"');
    expect(input).toContain('aria-invalid="true"');
    expect(input).toContain('aria-describedby="f-title-hint f-title-msg"');
    const order = ['<label', 'id="f-title-hint"', 'id="f-title-msg"', '<input'].map((part) =>
      html.indexOf(part),
    );
    expect(order).toEqual([...order].sort((a, b) => a - b));
    expect(order[0]).toBeGreaterThan(-1);
    expect(html).toContain('标题太长（条例第十七条）');
    expect(html).toContain('标题里有空行');
    expect(html).toMatch(/class="mc-field err"/);
  });

  it('is absent from a field that is in order', () => {
    const html = renderPage(<TextField form={filled} name="organ" label="机关" />);
    expect(html).not.toMatch(/aria-invalid|aria-describedby|class="[^"]*err/);
  });

  it('is linked from the summary to the control, in a group to its first option', () => {
    const summary = renderPage(<ErrorSummary form={filled} labels={{ title: '标题' }} />);
    expect(tagWith(summary, 'class="mc-errs"')).toMatch(/role="alert"/);
    expect(tagWith(summary, 'class="mc-errs"')).toMatch(/tabindex="-1"/);
    const links = [...summary.matchAll(/href="#([^"]+)"/g)].map((match) => match[1]);
    expect(links).toEqual(['f-title', 'f-title', 'f-openness']);
    expect(summary).toContain('标题：标题太长（条例第十七条）');
    expect(summary).toContain('<li>文稿已被改动</li>');
    expect(summary).toContain('有 4 处');
    const group = renderPage(<RadioCards form={filled} name="openness" legend="属性" options={choices} />);
    expect(tagWith(group, 'id="f-openness"')).toContain('value="open"');
    expect(group).toMatch(/<fieldset[^>]*aria-describedby="f-openness-msg"/);
  });

  it('shows no summary when nothing is wrong', () => {
    expect(renderPage(<div>{<ErrorSummary form={empty} />}</div>)).not.toContain('mc-errs');
  });
});

describe('forms', () => {
  it('carry the once-token, the guard and no checks of the browser', () => {
    const html = renderPage(
      <PostForm action="/documents" once="once-1" guard>
        <Hidden name="version" value={3} />
        <SubmitButton name="act" value="save">
          保存
        </SubmitButton>
      </PostForm>,
    );
    expect(tagWith(html, 'action="/documents"')).toMatch(/method="post".* data-guard.* novalidate/);
    expect(html).toContain('<input type="hidden" name="_once" value="once-1"');
    expect(html).toContain('<input type="hidden" name="version" value="3"');
    expect(tagWith(html, 'name="act"')).toMatch(/type="submit".*value="save"/);
    expect(renderPage(<PostForm action="/x">x</PostForm>)).not.toMatch(/_once|data-guard/);
  });

  it('tell a limit of length and leave the cutting to the server', () => {
    const html = renderPage(<TextField form={empty} name="title" label="标题" maxLength={120} />);
    expect(html).toContain('不超过 120 字');
    expect(tagWith(html, 'id="f-title"')).toContain('data-limit="120"');
    expect(html).not.toMatch(/maxlength/i);
  });

  it('show hostile text as text, in values, labels, options and messages', () => {
    const form: FormState = {
      values: { a: hostile, b: hostile },
      issues: [{ field: 'a', message: hostile, article: hostile }],
    };
    const options = [{ value: hostile, label: hostile, note: hostile }];
    const html = renderPage(
      <div>
        <ErrorSummary form={form} labels={{ a: hostile }} />
        <TextField form={form} name="a" label={hostile} hint={hostile} />
        <TextArea form={form} name="b" label={hostile} />
        <SelectField form={form} name="a" label={hostile} options={options} empty={hostile} />
        <RadioCards form={form} name="a" legend={hostile} options={options} />
        <Hidden name="c" value={hostile} />
      </div>,
    );
    expect(html).not.toMatch(/<script|<img/);
    expect(html.match(/&lt;script/g)?.length).toBeGreaterThan(12);
  });

  it('do not let a text close its own box', () => {
    const form: FormState = { values: { b: '</textarea><script>1</script>' }, issues: [] };
    expect(renderPage(<TextArea form={form} name="b" label="正文" />)).not.toMatch(/<script/);
  });
});
