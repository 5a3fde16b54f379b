-- A form that is sent again with other content (the way back in the browser, then a change) is not the same form.
alter table once_token add column content text;
comment on column once_token.content is '首次提交内容的带钥散列，用于分辨重复提交与改过内容的再次提交；空为未带内容';
