import { captcha } from './captcha.ts';
import { errorFocus, printing, reveal, searchKey, sendOnce } from './common.ts';
import { copyLink, documentZoom } from './document.ts';

reveal();
searchKey();
errorFocus();
printing();
documentZoom();
copyLink();
captcha();
sendOnce();
