-- Nothing found among the newest few says little: papers with the same words come in bunches. The next window is then one
-- that ought to hold enough if twice as many had been found; only what is still not found there is looked for everywhere.

-- The newest rows that hold all of the tokens: at least p_want of them, or all there are, and then v_complete. What a scan
-- found beyond p_want is not thrown away.
-- p_windows holds lists of tokens of ever longer times before today, p_ends where each list ends, p_sizes about how many
-- documents were published in each: a frequent word is looked for among the newest ones, from the window p_step on, and how
-- often it occurs there tells which to try next; next_step is where to go on when those found turn out to be too few.
create or replace function portal.search_newest(p_toks integer[], p_want integer, p_step integer, p_sizes integer[], p_ends integer[], p_windows integer[],
    p_not text[], p_limits date[], p_validity text[], p_years integer[], p_any integer[], p_today date,
    out ids bigint[], out complete boolean, out next_step integer)
  language plpgsql stable as $$
declare
  c_most constant integer := 16000;
  v_found integer;
  v_need double precision;
begin
  complete := false;
  next_step := p_step;
  -- So few papers cannot hold so many hits.
  while next_step <= cardinality(p_sizes) and p_sizes[next_step] < p_want loop
    next_step := next_step + 1;
  end loop;
  while next_step <= cardinality(p_sizes) loop
    select array_agg(h.document_id order by h.published_on desc, h.document_id desc) into ids
    from (select m.document_id, m.published_on
      from (select s.document_id, s.published_on from portal.live_search s
        where s.toks && p_windows[case when next_step = 1 then 1 else p_ends[next_step - 1] + 1 end : p_ends[next_step]] and s.toks @> p_toks
          and portal.search_fits(s, p_limits, p_validity, p_years, p_today)
          and (cardinality(p_any) = 0 or portal.search_classed(s.facets, p_any))
          and (cardinality(p_not) = 0 or portal.search_free(s.document_id, p_not)) offset 0) m
      order by m.published_on desc, m.document_id desc limit greatest(p_want, c_most)) h;
    v_found := coalesce(cardinality(ids), 0);
    if v_found >= p_want then
      -- The next call asks for four times as many, in eight times the time.
      next_step := next_step + 3;
      return;
    end if;
    v_need := 1.5 * p_want * p_sizes[next_step] / (v_found + sqrt(v_found) + 2);
    loop
      next_step := next_step + 1;
      exit when next_step > cardinality(p_sizes) or p_sizes[next_step] >= v_need;
    end loop;
  end loop;
  if cardinality(p_any) > 0 then
    select array_agg(h.document_id order by h.published_on desc, h.document_id desc) into ids
    from (select m.document_id, m.published_on
      from (select s.document_id, s.published_on from portal.live_search s
        where s.toks && p_any and s.toks @> p_toks and portal.search_fits(s, p_limits, p_validity, p_years, p_today) and portal.search_classed(s.facets, p_any)
          and (cardinality(p_not) = 0 or portal.search_free(s.document_id, p_not)) offset 0) m
      order by m.published_on desc, m.document_id desc limit greatest(p_want, c_most)) h;
  else
    select array_agg(h.document_id order by h.published_on desc, h.document_id desc) into ids
    from (select m.document_id, m.published_on
      from (select s.document_id, s.published_on from portal.live_search s
        where s.toks @> p_toks and portal.search_fits(s, p_limits, p_validity, p_years, p_today)
          and (cardinality(p_not) = 0 or portal.search_free(s.document_id, p_not)) offset 0) m
      order by m.published_on desc, m.document_id desc limit greatest(p_want, c_most)) h;
  end if;
  ids := coalesce(ids, '{}');
  complete := cardinality(ids) < greatest(p_want, c_most);
end $$;

