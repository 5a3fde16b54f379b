-- One column that says for whom and which channel an address was sealed, so that a change of the key can seal it again.
alter table contact_address add place text not null generated always as (person_id::text || ' ' || channel) stored unique;
comment on column contact_address.place is '加密所绑定的位置：工作人员和渠道';
