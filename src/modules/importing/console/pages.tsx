import { z } from 'zod';
import { beyondEnd, type ConsoleFrame, personOf } from '../../../core/index.ts';
import { NotFound } from '../../../platform/errors.ts';
import type { Face } from '../../../platform/http/face.ts';
import { pageNumber, pidParams } from '../../../platform/http/fields.ts';
import { ButtonLink, DataTable, Empty, Note, Pagination, Panel, Tag } from '../../../ui/index.ts';
import { minute } from '../../../ui/times.ts';
import { documentPaths } from '../../documents/index.ts';
import { SURE, toCheck } from '../report.ts';
import { countImports, findImport, listImports } from '../store.ts';

const SIZE = 30;
const percent = (confidence: number) => `${Math.round(confidence * 100)}%`;

/** 历史文件导入: what was imported, and for each file what was read from it and how surely. */
export function importPages(face: Face, frame: ConsoleFrame): void {
  face.page({
    path: '/imports',
    access: { kind: 'act', act: 'import.read' },
    query: z.object({ page: pageNumber }),
    async render(ctx, { query }) {
      const scope = personOf(ctx).scope('import.read');
      const [rows, total] = await Promise.all([
        listImports(ctx.db, scope, { page: query.page, size: SIZE }),
        countImports(ctx.db, scope),
      ]);
      const beyond = beyondEnd(ctx, { page: query.page, total, size: SIZE });
      if (beyond) return beyond;
      const at = (pid: string) => `${ctx.base.console}/imports/${pid}`;
      return frame.page(ctx, {
        title: '历史文件导入',
        section: '/imports',
        heading: { h1: '历史文件导入', note: `共 ${total} 个文件` },
        children: (
          <>
            <Panel title="已导入的文件" flush aside="最新的在最前">
              <DataTable
                caption="已导入的文件，最新的在最前"
                terse
                rows={rows}
                empty={
                  <Empty
                    title="还没有导入过文件。"
                    hint="由服务器操作员执行 npx mingtang import <文件夹> --organisation <机构代码>，导入后在这里核对。"
                  />
                }
                columns={[
                  { label: '文件', header: true, cell: (r) => <a href={at(r.pid)}>{r.fileName}</a> },
                  { label: '识别的标题', cell: (r) => r.report.fields[0]?.value || '—' },
                  { label: '须核对', cell: (r) => toCheck(r.report) },
                  { label: '单位', cell: (r) => r.organisationName, nowrap: true },
                  { label: '导入时间', cell: (r) => minute(r.importedAt), nowrap: true },
                ]}
              />
            </Panel>
            <Pagination
              page={query.page}
              pages={Math.ceil(total / SIZE)}
              href={(n) => `${ctx.base.console}/imports${n > 1 ? `?page=${n}` : ''}`}
              total={`共 ${total} 个文件`}
            />
          </>
        ),
      });
    },
  });

  face.page({
    path: '/imports/:pid',
    access: { kind: 'act', act: 'import.read' },
    params: pidParams,
    async render(ctx, { params }) {
      const row = await findImport(ctx.db, params.pid, personOf(ctx).scope('import.read'));
      if (!row) throw new NotFound('没有找到这个导入文件。');
      const { report } = row;
      return frame.page(ctx, {
        title: `导入报告：${row.fileName}`,
        section: '/imports',
        heading: {
          h1: row.fileName,
          tag:
            report.excerpts.length > 1 ? (
              <Tag kind="warn">含多件文件（{report.excerpts.length} 件）</Tag>
            ) : undefined,
          note: `${row.organisationName} · ${minute(row.importedAt)}`,
          actions: (
            <ButtonLink href={documentPaths(ctx.base.console).case(row.casePid)} kind="primary" icon="pencil">
              去核对草稿
            </ButtonLink>
          ),
        },
        children: (
          <div class="mc-g">
            {report.warnings.length > 0 && (
              <Note kind="warn" title="请注意">
                <ul>
                  {report.warnings.map((w) => (
                    <li key={w}>{w}</li>
                  ))}
                </ul>
              </Note>
            )}
            <Panel title="识别的字段" flush aside={`可信度低于 ${percent(SURE)} 的须人工核对`}>
              <DataTable
                caption="从文件中识别的字段"
                rows={report.fields}
                columns={[
                  { label: '字段', header: true, cell: (f) => f.label, nowrap: true },
                  { label: '识别结果', cell: (f) => f.value || '没有找到' },
                  {
                    label: '可信度',
                    nowrap: true,
                    cell: (f) =>
                      f.value ? (
                        <Tag kind={f.confidence >= SURE ? 'ok' : 'warn'}>{percent(f.confidence)}</Tag>
                      ) : (
                        '—'
                      ),
                  },
                  {
                    label: '原文',
                    cell: (f) => (f.evidence ? `${f.evidence}${f.line ? `（第 ${f.line} 行）` : ''}` : '—'),
                  },
                  { label: '说明', cell: (f) => f.note || '—' },
                ]}
              />
            </Panel>
            {report.excerpts.length > 1 && (
              <Panel title={`本页含 ${report.excerpts.length} 件文件`} flush aside="须拆分后分别办理">
                <DataTable
                  caption="本页所含的文件"
                  rows={report.excerpts}
                  columns={[
                    { label: '标题', header: true, cell: (e) => e.title },
                    { label: '文号', cell: (e) => e.documentNumber || '—', nowrap: true },
                    { label: '起始行', cell: (e) => e.line, num: true },
                  ]}
                />
              </Panel>
            )}
            <Panel
              title={`没有放入正文的内容（${report.removed.length} 处）`}
              flush
              aside="请确认其中没有正文"
            >
              <DataTable
                caption="没有放入正文的内容"
                rows={report.removed}
                empty={<Empty title="没有去掉任何内容。" />}
                columns={[
                  { label: '行', cell: (r) => r.line, num: true },
                  {
                    label: '内容',
                    cell: (r) => (r.text.length > 120 ? `${r.text.slice(0, 120)}……` : r.text),
                  },
                  { label: '原因', cell: (r) => r.reason, nowrap: true },
                ]}
              />
            </Panel>
          </div>
        ),
      });
    },
  });
}
