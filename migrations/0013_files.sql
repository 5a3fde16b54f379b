-- Files that are kept, attachments of editions, and what of them the public sees.
create table stored_file (
  id bigint generated always as identity primary key,
  store_key text not null unique check (store_key ~ '^[a-z]+/[a-z0-9]{16,100}$'),
  protection text not null constraint stored_file_protection check (protection in ('public', 'confidential')),
  size bigint not null check (size >= 0),
  media_type text not null,
  sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  sm3 text not null check (sm3 ~ '^[0-9a-f]{64}$'),
  wrapped_key bytea,
  scan text not null constraint stored_file_scan check (scan in ('clean', 'unscanned')),
  words_read boolean not null,
  findings jsonb not null default '[]',
  created_at timestamptz not null,
  check ((protection = 'confidential') = (wrapped_key is not null))
);
create unique index stored_file_content on stored_file (sha256, media_type, scan) where protection = 'public';
create index stored_file_created on stored_file (created_at);
comment on table stored_file is '存储的文件：字节在文件存储中，这里记录位置、散列和检查结果；没有任何引用的由系统定期清除';
comment on column stored_file.id is '内部编号';
comment on column stored_file.store_key is '在文件存储中的位置，只用一次';
comment on column stored_file.protection is '保护方式：可公开的原样存放，保密的加密存放';
comment on column stored_file.size is '字节数';
comment on column stored_file.media_type is '文件格式（经检查，不取自上传者）';
comment on column stored_file.sha256 is 'SHA-256 散列';
comment on column stored_file.sm3 is 'SM3 散列，审查与签发绑定此值';
comment on column stored_file.wrapped_key is '保密文件自己的密钥，用安装密钥加密';
comment on column stored_file.scan is '病毒扫描：未见异常、未扫描（没有配置扫描服务）';
comment on column stored_file.words_read is '系统是否读得出文字；读不出的须人工核对';
comment on column stored_file.findings is '文字中疑似个人信息的种类与行号，不含内容';
comment on column stored_file.created_at is '存入时间';

create table edition_file (
  edition_id bigint not null references edition,
  pid text not null check (pid ~ '^[0-9abcdefghjkmnpqrstvwxyz]{10}$'),
  position integer not null check (position > 0),
  title text not null check (length(title) between 1 and 200),
  file_name text not null check (length(file_name) between 1 and 130),
  file_id bigint not null references stored_file,
  primary key (edition_id, pid),
  unique (edition_id, position) deferrable initially deferred
);
create index edition_file_file on edition_file (file_id);
comment on table edition_file is '一稿的附件，送审后与正文一同冻结';
comment on column edition_file.edition_id is '稿件';
comment on column edition_file.pid is '公开编号，用于网址；更正时不换附件则不变';
comment on column edition_file.position is '顺序';
comment on column edition_file.title is '附件标题';
comment on column edition_file.file_name is '下载时的文件名';
comment on column edition_file.file_id is '存储的文件';

create function edition_file_frozen() returns trigger language plpgsql as $$
begin
  if exists (select from edition where id = coalesce(new.edition_id, old.edition_id) and submitted_at is not null) then
    raise exception '已送审的稿件不得调整附件' using errcode = 'integrity_constraint_violation';
  end if;
  return coalesce(new, old);
end $$;
comment on function edition_file_frozen() is '送审后的附件在数据库层面冻结';
create trigger edition_file_frozen before insert or update or delete on edition_file for each row execute function edition_file_frozen();

create table portal.live_file (
  document_id bigint not null references portal.live_document on delete cascade,
  pid text primary key,
  position integer not null,
  title text not null,
  file_name text not null,
  media_type text not null,
  size bigint not null,
  store_key text not null,
  digest text not null
);
create index live_file_document on portal.live_file (document_id, position);
comment on table portal.live_file is '现行公开的附件：存在于此即可下载，撤回、更正时随文件删除';
comment on column portal.live_file.document_id is '文件';
comment on column portal.live_file.pid is '公开编号，用于网址';
comment on column portal.live_file.position is '顺序';
comment on column portal.live_file.title is '附件标题';
comment on column portal.live_file.file_name is '下载时的文件名';
comment on column portal.live_file.media_type is '文件格式';
comment on column portal.live_file.size is '字节数';
comment on column portal.live_file.store_key is '在文件存储中的位置，不对外';
comment on column portal.live_file.digest is 'SM3 散列，供核对';

create table file_sweep (
  swept_on date primary key,
  unreferenced integer,
  orphans integer,
  missing integer,
  finished_at timestamptz,
  check (num_nonnulls(unreferenced, orphans, missing, finished_at) in (0, 4))
);
comment on table file_sweep is '文件存储每日核对：每天一行';
comment on column file_sweep.swept_on is '日期';
comment on column file_sweep.unreferenced is '清除的无引用文件数';
comment on column file_sweep.orphans is '清除的无登记文件数（存储中有而没有登记）';
comment on column file_sweep.missing is '有登记而存储中没有的文件数，应为 0';
comment on column file_sweep.finished_at is '完成时间，空为尚未完成';

grant select, insert, delete on stored_file to mingtang_app;
-- The lock that keeps a file from being swept while it is being referred to needs this right; nothing else is updated.
grant update (wrapped_key) on stored_file to mingtang_app;
grant select, insert, update, delete on edition_file to mingtang_app;
grant select, insert, update on file_sweep to mingtang_app;
grant select, insert, delete on portal.live_file to mingtang_app;
grant select on portal.live_file to mingtang_portal;
