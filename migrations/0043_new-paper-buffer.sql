-- What is typed of a new paper is kept before it is saved for the first time: there is no case yet. One per person.
alter table draft_buffer drop constraint draft_buffer_pkey;
alter table draft_buffer alter case_id drop not null;
alter table draft_buffer add constraint draft_buffer_place unique nulls not distinct (person_id, case_id);
comment on table draft_buffer is '起草人尚未保存的内容（自动暂存）：每人每件一份，新稿一份，保存、放弃、办结或到期即删除，不作依据';
comment on column draft_buffer.case_id is '所属事项；空为还没有保存过的新稿';
