-- A flood of one kind of submission must not keep out the others: statutory requests are taken while feedback is full.
create or replace function portal.submit_intake(p_kind text, p_code_hash text, p_key_id bigint, p_envelope bytea, p_at timestamptz, p_day date)
  returns text language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if p_envelope is null or p_key_id is null then
    raise exception 'an intake needs an envelope' using errcode = '22004';
  end if;
  -- A flood must end before the disk does; the office is told by the number that waits.
  if (select count(*) from (select from public.intake where envelope is not null and kind = p_kind limit 20000) w) >= 20000 then
    return 'full';
  end if;
  insert into public.intake (kind, code_hash, key_id, envelope, received_at, received_on, state)
    values (p_kind, p_code_hash, p_key_id, p_envelope, p_at, p_day, 'waiting')
    on conflict (code_hash) do nothing;
  return case when found then 'taken' else 'known' end;
end $$;
