-- The home page looked through two years of papers for a group that has none.

alter table portal.live_document add column paper_group text not null default 'other'
  constraint live_document_group check (paper_group in ('policy', 'interpretation', 'other'));
comment on column portal.live_document.paper_group is '首页分组：政策、解读、其他';

-- What is public already. The rule is the program's (`paperGroup`); this was it on the day of this migration.
update portal.live_document d set paper_group = g.paper_group
from (select id, case
    when btrim(title) ~ '解读[）)”"》]?$'
      or exists (select from portal.live_relation l where l.document_id = i.id and l.kind = 'interprets') then 'interpretation'
    when effect_level <> 'other-document'
      or has_validity and ground in ('article-20-1', 'article-20-3', 'article-20-11') then 'policy' end as paper_group
  from portal.live_document i) g
where g.id = d.id and g.paper_group is not null;
create index live_document_by_group on portal.live_document (paper_group, published_on desc, id desc);
