-- Papers of kinds that bind nobody (reports, letters, notices of fact, interpretations) have no validity: they were shown and
-- counted as in force.

alter table portal.live_document add column has_validity boolean not null default true;
comment on column portal.live_document.has_validity is '该类文件是否有“有效性”：规章、规范性文件和作规定、作部署的文种有，报告、公示、函、解读等没有';
alter table portal.live_search add column has_validity boolean not null default true;
comment on column portal.live_search.has_validity is '该类文件是否有“有效性”';

-- A paper that names a day for itself holds or does not, whatever its kind.
drop function public.validity_changes(date, date, date);
create function public.validity_changes(effective date, expires date, repealed date, has_validity boolean)
returns table (day date, validity text, documents integer) language sql immutable as $$
  with states as (
    select d.day, case when repealed <= d.day then 'repealed' when expires < d.day then 'lapsed' when effective > d.day then 'not-yet-effective'
      when has_validity or coalesce(effective, expires, repealed) is not null then 'in-force' else 'not-applicable' end as validity
    from (select distinct x as day from unnest(array[date '0001-01-01', effective, expires + 1, repealed]) x where x is not null) d),
  steps as (select s.day, s.validity, lag(s.validity) over (order by s.day) as before from states s)
  select s.day, s.validity, 1 from steps s where s.before is distinct from s.validity
  union all select s.day, s.before, -1 from steps s where s.before <> s.validity
$$;
comment on function public.validity_changes is '一份文件的有效性在哪些日子变化';
revoke execute on function public.validity_changes from public;
grant execute on function public.validity_changes to mingtang_app;

create or replace function public.tally_documents() returns trigger language plpgsql as $$
begin
  -- One writer of counts at a time: writers that met in different orders would stop each other.
  perform pg_advisory_xact_lock(72064);
  if tg_op <> 'DELETE' then
    insert into portal.document_tally as t select f.facet, f.value, count(*) from new_rows n
      cross join lateral public.document_facets(n.owner_code, n.published_on, n.theme, n.genre, n.region, n.effect_level, n.ground, n.tags) f group by 1, 2
      on conflict (facet, value) do update set documents = t.documents + excluded.documents;
    insert into portal.validity_tally as t select c.day, c.validity, sum(c.documents) from new_rows n
      cross join lateral public.validity_changes(n.effective_on, n.expires_on, n.repealed_on, n.has_validity) c group by 1, 2
      on conflict (day, validity) do update set documents = t.documents + excluded.documents;
  end if;
  if tg_op <> 'INSERT' then
    insert into portal.document_tally as t select f.facet, f.value, -count(*) from old_rows n
      cross join lateral public.document_facets(n.owner_code, n.published_on, n.theme, n.genre, n.region, n.effect_level, n.ground, n.tags) f group by 1, 2
      on conflict (facet, value) do update set documents = t.documents + excluded.documents;
    insert into portal.validity_tally as t select c.day, c.validity, -sum(c.documents) from old_rows n
      cross join lateral public.validity_changes(n.effective_on, n.expires_on, n.repealed_on, n.has_validity) c group by 1, 2
      on conflict (day, validity) do update set documents = t.documents + excluded.documents;
  end if;
  return null;
end $$;

-- Whether a row is within the limits of a search. p_limits: first and last day of publication, of taking effect; null is
-- no limit. p_validity, p_years: any of them; empty is no limit. Holds no subquery, so that it is written into its callers.
create or replace function portal.search_fits(s portal.live_search, p_limits date[], p_validity text[], p_years integer[], p_today date)
  returns boolean language sql immutable as $$
  select (p_limits[1] is null or s.published_on >= p_limits[1]) and (p_limits[2] is null or s.published_on <= p_limits[2])
    and (p_limits[3] is null or s.effective_on >= p_limits[3]) and (p_limits[4] is null or s.effective_on <= p_limits[4])
    and (cardinality(p_years) = 0 or extract(year from s.published_on)::integer = any(p_years))
    and (cardinality(p_validity) = 0 or case
      when s.repealed_on <= p_today then 'repealed' when s.expires_on < p_today then 'lapsed'
      when s.effective_on > p_today then 'not-yet-effective'
      when s.has_validity or coalesce(s.effective_on, s.expires_on, s.repealed_on) is not null then 'in-force'
      else 'not-applicable' end = any(p_validity))
$$;

-- How hits spread: [token, number, one of them] per class value, numbers per year and per validity.
create or replace function portal.search_spread(p_ids bigint[], p_today date)
  returns jsonb language plpgsql stable as $$
begin
  return (with h as materialized (
    select s.document_id, extract(year from s.published_on)::integer as year, s.facets,
      case when s.repealed_on <= p_today then 'repealed' when s.expires_on < p_today then 'lapsed'
        when s.effective_on > p_today then 'not-yet-effective'
        when s.has_validity or coalesce(s.effective_on, s.expires_on, s.repealed_on) is not null then 'in-force'
        else 'not-applicable' end as validity
    from unnest(p_ids) x(id) join portal.live_search s on s.document_id = x.id),
  f as (
    select t as token, count(*) as n, min(h.document_id) as id, row_number() over (partition by t & 7 order by count(*) desc, t) as place
    from h cross join unnest(h.facets) t group by t)
  select jsonb_build_object(
    'classes', (select coalesce(jsonb_agg(jsonb_build_array(token, n, id) order by n desc, token), '[]') from f where place <= 30),
    'years', (select coalesce(jsonb_agg(jsonb_build_array(year, n) order by year desc), '[]') from (select year, count(*) as n from h group by year) y),
    'validity', (select coalesce(jsonb_agg(jsonb_build_array(validity, n)), '[]') from (select validity, count(*) as n from h group by validity) v)));
end $$;

-- What is public already. The kinds are declared in the program; these were they on the day of this migration.
update portal.live_document d set has_validity = false
where d.effect_level = 'other-document' and (
  d.genre in ('公告', '通报', '议案', '报告', '请示', '函', '纪要', '公示', '其他')
  or d.title ~ '解读[）)”"》]?\s*$'
  or exists (select from portal.live_relation l where l.document_id = d.id and l.kind = 'interprets'));
update portal.live_search s set has_validity = false from portal.live_document d where d.id = s.document_id and not d.has_validity;
