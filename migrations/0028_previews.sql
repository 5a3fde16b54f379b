-- What can be shown of a file without the program that made it. Made from the file itself, so it is stored beside it and goes with it.
alter table stored_file add column preview jsonb;
comment on column stored_file.preview is '预览：从文件中读出的文字结构（标题、段落、列表、表格），不含原文件的任何标记；保密文件一律为空';
alter table stored_file add constraint stored_file_preview check (wrapped_key is null or preview is null);
-- Files that were kept before there were previews are read once more, see `makeMissingPreviews`.
create index stored_file_without_preview on stored_file (id) where preview is null and protection = 'public';

-- As public as the attachment: a row of it is there exactly as long as that of live_file.
create view portal.live_file_preview as
  select f.pid, d.pid as document_pid, d.title as document_title, s.preview
  from portal.live_file f join portal.live_document d on d.id = f.document_id join stored_file s on s.store_key = f.store_key;
comment on view portal.live_file_preview is '现行公开的附件的预览：附件公开即有，撤回、更正时随附件消失';
comment on column portal.live_file_preview.pid is '附件的公开编号';
comment on column portal.live_file_preview.document_pid is '文件的公开编号';
comment on column portal.live_file_preview.document_title is '文件标题';
comment on column portal.live_file_preview.preview is '预览，空为尚未生成';

grant update (wrapped_key, preview) on stored_file to mingtang_app;
grant select on portal.live_file_preview to mingtang_app, mingtang_portal;
