-- What a drafter has typed and not saved yet; why a task came back; finding papers by number and title for relations.
create table draft_buffer (
  person_id bigint not null references person,
  case_id bigint not null references procedure_case,
  content jsonb not null,
  seen_version integer not null,
  saved_at timestamptz not null,
  primary key (person_id, case_id)
);
create index draft_buffer_case on draft_buffer (case_id);
create index draft_buffer_age on draft_buffer (saved_at);
comment on table draft_buffer is '起草人尚未保存的内容（自动暂存）：每人每件一份，保存、放弃、办结或到期即删除，不作依据';
comment on column draft_buffer.person_id is '起草人，只有本人能看到';
comment on column draft_buffer.case_id is '所属事项';
comment on column draft_buffer.content is '编辑表单各栏的内容，与草稿同等管理';
comment on column draft_buffer.seen_version is '暂存时页面所见的事项版本';
comment on column draft_buffer.saved_at is '暂存时间';
grant select, insert, update, delete on draft_buffer to mingtang_app;

alter table task add column note text not null default '';
comment on column task.note is '为何回到这一环节，如“退回修改”；空为正常到达';

create index live_document_by_number on portal.live_document (document_number) where document_number <> '';
create index live_document_by_title on portal.live_document using hash (title);
