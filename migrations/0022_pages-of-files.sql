-- Number of pages of a file, as the public reads it beside format and size (附件格式、大小、页数).
alter table stored_file add column pages integer constraint stored_file_pages check (pages > 0);
comment on column stored_file.pages is '页数，读不出或者没有页的为空';
alter table portal.live_file add column pages integer;
comment on column portal.live_file.pages is '页数，读不出或者没有页的为空';
