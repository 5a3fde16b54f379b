-- Lookups of the console: papers by their whole title or number in any edition, feedback by the time it came in.
create index edition_title on edition using hash (title);
create index edition_document_number on edition (document_number) where document_number <> '';
create index live_document_title on portal.live_document using hash (title);
create index policy_feedback_received on policy_feedback (received_on);
