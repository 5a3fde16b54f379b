-- What one page of the editor keeps no other page may overwrite or drop: one that was left open elsewhere knows nothing of it.
-- What was kept before pages had names is nobody's: it is offered.
alter table draft_buffer add column name text not null default '-';
alter table draft_buffer alter name drop default;
comment on column draft_buffer.name is '由哪一张编辑页面暂存：只有同一张页面可以改写，随该页面的保存而删除';
