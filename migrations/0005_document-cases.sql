-- The cases of one document: without these every page of a document would read all cases of the city.
create index document_passage_document on document_passage (document_id, case_id);
create index document_withdrawal_document on document_withdrawal (document_id, case_id);
