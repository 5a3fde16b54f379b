import {
  countCharacters,
  errorFocus,
  guardChanges,
  printing,
  reveal,
  searchKey,
  sendOnce,
} from './common.ts';
import { copyLink, documentZoom } from './document.ts';

reveal();
searchKey();
errorFocus();
printing();
documentZoom();
copyLink();
countCharacters();
guardChanges();
sendOnce();
