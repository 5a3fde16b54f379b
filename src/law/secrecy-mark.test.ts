import { expect, test } from 'vitest';
import { carriesSecrecyMark } from './secrecy-mark.ts';

test.each([
  '机密★5年',
  '秘密★',
  '绝 密★长期',
  '机密☆5年',
  '机密\u200b★',
  '機密★10年',
  '絕密★',
  '机\u0301密★',
  '密级：机密',
  '密 级: 秘密',
  '【秘密】',
  '（机密）',
  '机密',
  '　绝密　',
  '机密级',
  '机密 20年',
  '绝密（长期）',
  '关于工作的通知\n秘密\n各单位：',
])('[R-SEC-01] %j 是密级标志', (text) => expect(carriesSecrecyMark([text])).toBe(true));

test.each([
  '依法保守国家秘密。',
  '涉及商业秘密的除外',
  '机密性、完整性和可用性',
  '保密审查',
  '秘密侦查',
  '不得泄露工作秘密',
  '本件不涉及国家秘密',
  '',
])('[R-SEC-01] %j 不是密级标志', (text) => expect(carriesSecrecyMark([text])).toBe(false));
