import {
  countCharacters,
  errorFocus,
  guardChanges,
  printing,
  reveal,
  searchKey,
  sendOnce,
} from './common.ts';
import { copyLink } from './document.ts';

reveal();
searchKey();
errorFocus();
printing();
copyLink();
countCharacters();
guardChanges();
sendOnce();
