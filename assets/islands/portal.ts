import { captcha } from './captcha.ts';
import { errorFocus, printing, reveal, searchKey, sendOnce, start } from './common.ts';
import { closing, copyLink, readingAids } from './document.ts';
import { completeSearch } from './search.ts';

start(
  reveal,
  searchKey,
  errorFocus,
  printing,
  readingAids,
  closing,
  copyLink,
  captcha,
  sendOnce,
  completeSearch,
);
