-- The annual reports of an organisation for its 专栏: few rows among many, found by the name that the law gives them.
create index live_document_annual_report on portal.live_document (owner_code, published_on desc, id desc)
  where title like '%政府信息公开工作年度报告';
