import { captcha } from './captcha.ts';
import { countCharacters, errorFocus, printing, reveal, searchKey, sendOnce } from './common.ts';
import { copyLink, documentZoom } from './document.ts';

reveal();
searchKey();
errorFocus();
printing();
documentZoom();
copyLink();
countCharacters();
captcha();
sendOnce();
