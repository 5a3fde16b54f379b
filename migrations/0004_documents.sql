-- Modules documents and importing: the typed case tables of a document's passage and withdrawal.
create table review_policy (
  organisation_kind text not null,
  document_type text not null,
  persons smallint not null constraint review_policy_floor check (persons between 2 and 4),
  source text not null,
  valid_from date not null,
  valid_to date,
  primary key (organisation_kind, document_type, valid_from)
);
comment on table review_policy is '审查制度：一件文件从起草到签发至少由几个自然人经手';
comment on column review_policy.organisation_kind is '机构类别';
comment on column review_policy.document_type is '文件类型';
comment on column review_policy.persons is '至少人数，下限两人';
comment on column review_policy.source is '依据';
comment on column review_policy.valid_from is '生效日';
comment on column review_policy.valid_to is '截止日（含当日）';
insert into review_policy (organisation_kind, document_type, persons, source, valid_from) values
  ('city-government', 'policy', 4, '平台默认：起草、公开属性审查、保密审查、签发分别由四人承担', '2000-01-01'),
  ('government-office', 'policy', 4, '平台默认：起草、公开属性审查、保密审查、签发分别由四人承担', '2000-01-01'),
  ('department', 'policy', 4, '平台默认：起草、公开属性审查、保密审查、签发分别由四人承担', '2000-01-01'),
  ('county', 'policy', 4, '平台默认：起草、公开属性审查、保密审查、签发分别由四人承担', '2000-01-01'),
  ('special-zone', 'policy', 4, '平台默认：起草、公开属性审查、保密审查、签发分别由四人承担', '2000-01-01'),
  ('authorised-body', 'policy', 4, '平台默认：起草、公开属性审查、保密审查、签发分别由四人承担', '2000-01-01'),
  ('public-enterprise', 'policy', 3, '平台默认：企事业单位至少三人', '2000-01-01'),
  ('township', 'policy', 2, '平台默认：乡镇（街道）人员少，至少两人，起草人不得审签本人起草的文件', '2000-01-01');

create table document_passage (
  case_id bigint primary key references procedure_case,
  document_id bigint not null references gov_document,
  edition_id bigint not null,
  kind text not null constraint document_passage_kind check (kind in ('publish', 'correct', 'republish')),
  publish_at timestamptz,
  ended boolean not null default false,
  foreign key (edition_id, document_id) references edition (id, document_id)
);
create unique index document_passage_open on document_passage (document_id) where not ended;
create index document_passage_due on document_passage (publish_at) where publish_at is not null and not ended;
comment on table document_passage is '文件发布流程的明细：一件对应一稿从起草到发布';
comment on column document_passage.case_id is '办理事项';
comment on column document_passage.document_id is '文件';
comment on column document_passage.edition_id is '当前稿件';
comment on column document_passage.kind is '首次发布、更正、重新发布';
comment on column document_passage.publish_at is '签发时确定的定时发布时间，空为签发即发布';
comment on column document_passage.ended is '是否办结，与首部办结日一致';

create table passage_drafter (
  case_id bigint not null references document_passage,
  person_id bigint not null references person,
  since timestamptz not null,
  primary key (case_id, person_id)
);
comment on table passage_drafter is '参与起草或修改的人：本件的任何审查、签发均须回避';
comment on column passage_drafter.case_id is '发布流程';
comment on column passage_drafter.person_id is '起草人';
comment on column passage_drafter.since is '首次参与时间';

create table passage_review (
  id bigint generated always as identity primary key,
  case_id bigint not null references document_passage,
  edition_id bigint not null references edition,
  kind text not null constraint passage_review_kind check (kind in ('attribute', 'secrecy', 'sign-off')),
  person_id bigint not null references person,
  content_hash text not null,
  comment text not null default '',
  at timestamptz not null,
  unique (edition_id, kind)
);
create index passage_review_case on passage_review (case_id);
comment on table passage_review is '通过的审查与签发，绑定所审文本的散列；退回不在此列';
comment on column passage_review.id is '内部编号';
comment on column passage_review.case_id is '发布流程';
comment on column passage_review.edition_id is '所审稿件';
comment on column passage_review.kind is '公开属性审查、保密审查、签发';
comment on column passage_review.person_id is '审查人（签发人）';
comment on column passage_review.content_hash is '审查时所见文本的散列';
comment on column passage_review.comment is '意见';
comment on column passage_review.at is '时间';

create table document_withdrawal (
  case_id bigint primary key references procedure_case,
  document_id bigint not null references gov_document,
  proposed_by_id bigint not null references person,
  reason text not null,
  decided_by_id bigint references person,
  ended boolean not null default false,
  check (decided_by_id is null or decided_by_id <> proposed_by_id)
);
create unique index document_withdrawal_open on document_withdrawal (document_id) where not ended;
comment on table document_withdrawal is '撤回：提出与批准须为两人，原因对外说明';
comment on column document_withdrawal.case_id is '办理事项';
comment on column document_withdrawal.document_id is '文件';
comment on column document_withdrawal.proposed_by_id is '提出人';
comment on column document_withdrawal.reason is '对外说明的原因';
comment on column document_withdrawal.decided_by_id is '批准人';
comment on column document_withdrawal.ended is '是否办结';

create table offline_document (
  id bigint generated always as identity primary key,
  organisation_id bigint not null references organisation,
  serial text not null,
  ground text not null constraint offline_document_ground check (ground in ('state-secret', 'work-secret')),
  registered_on date not null,
  registered_by_id bigint not null references person,
  unique (organisation_id, serial)
);
comment on table offline_document is '涉密件线下登记：只记机关、日期、依据和线下编号，不存标题、正文和文件';
comment on column offline_document.id is '内部编号';
comment on column offline_document.organisation_id is '机关';
comment on column offline_document.serial is '线下登记编号';
comment on column offline_document.ground is '依据';
comment on column offline_document.registered_on is '登记日期';
comment on column offline_document.registered_by_id is '登记人';

create table import_item (
  id bigint generated always as identity primary key,
  pid text not null unique check (pid ~ '^[0-9abcdefghjkmnpqrstvwxyz]{10}$'),
  organisation_id bigint not null references organisation,
  file_name text not null,
  file_hash text not null,
  file_bytes bytea not null,
  document_id bigint not null references gov_document,
  case_id bigint not null references procedure_case,
  report jsonb not null,
  imported_at timestamptz not null,
  unique (organisation_id, file_hash)
);
comment on table import_item is '导入的原文件与识别报告；同一文件不会重复导入';
comment on column import_item.id is '内部编号';
comment on column import_item.pid is '公开编号';
comment on column import_item.organisation_id is '归属机构';
comment on column import_item.file_name is '文件名';
comment on column import_item.file_hash is '文件散列';
comment on column import_item.file_bytes is '原文件';
comment on column import_item.document_id is '生成的文件';
comment on column import_item.case_id is '生成的发布流程';
comment on column import_item.report is '各字段的识别结果与可信度、删除内容、警告';
comment on column import_item.imported_at is '导入时间';

grant select on review_policy to mingtang_app;
grant select, insert, update on document_passage, document_withdrawal to mingtang_app;
grant select, insert on passage_drafter, passage_review, offline_document, import_item to mingtang_app;
