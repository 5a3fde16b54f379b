-- The console as a tool of every day: when a case last changed, and titles that can be looked through without the texts.
alter table procedure_case add column changed_at timestamptz;
update procedure_case c set changed_at = coalesce((select max(e.at) from case_event e where e.case_id = c.id), c.created_at);
comment on column procedure_case.changed_at is '最近变动时间：随办理证据由触发器写入，供列表排序';

create function case_changed() returns trigger language plpgsql as $$
begin
  update procedure_case set changed_at = new.at where id = new.case_id;
  return null;
end $$;
comment on function case_changed() is '每写入一条办理证据，记下该事项的最近变动时间';
create trigger case_changed after insert on case_event for each row execute function case_changed();

create index procedure_case_changed on procedure_case (changed_at desc nulls last, id desc);
create index edition_titles on edition (document_id, number desc) include (title, document_number);
create index gov_document_published on gov_document (first_published_at) where first_published_at is not null;
create index passage_drafter_person on passage_drafter (person_id);
