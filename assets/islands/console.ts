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
import { keepTyped, saveKey } from './editor.ts';

reveal();
searchKey();
errorFocus();
printing();
copyLink();
countCharacters();
guardChanges();
saveKey();
keepTyped();
sendOnce();
