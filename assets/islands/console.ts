import {
  countCharacters,
  errorFocus,
  guardChanges,
  printing,
  reveal,
  searchKey,
  sendOnce,
  start,
} from './common.ts';
import { copyLink } from './document.ts';
import { keepTyped, saveKey } from './editor.ts';
import { lookUpPapers } from './relations.ts';
import { rowKeys } from './rows.ts';

start(
  reveal,
  searchKey,
  rowKeys,
  errorFocus,
  printing,
  copyLink,
  countCharacters,
  guardChanges,
  saveKey,
  keepTyped,
  lookUpPapers,
  sendOnce,
);
