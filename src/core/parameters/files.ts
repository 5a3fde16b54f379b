import type { ParameterGroup } from './types.ts';

const CUSTOMARY = '平台约定，由使用单位确认';

/** Limits of files. */
export const FILES_PARAMETERS = {
  'files.uploads-per-hour': {
    label: '每人每小时上传次数上限',
    unit: 'times',
    value: 300,
    min: 1,
    max: 100_000,
    source: CUSTOMARY,
  },
  'files.attachment-size': {
    label: '附件大小上限',
    unit: 'megabytes',
    value: 100,
    min: 1,
    max: 1000,
    source: CUSTOMARY,
  },
  'files.portrait-size': {
    label: '领导照片大小上限',
    unit: 'megabytes',
    value: 2,
    min: 1,
    max: 20,
    source: CUSTOMARY,
  },
  'files.import-size': {
    label: '导入文件大小上限',
    unit: 'megabytes',
    value: 200,
    min: 1,
    max: 1000,
    source: CUSTOMARY,
  },
  'files.request-attachment-size': {
    label: '公众提交的附件大小上限',
    unit: 'megabytes',
    value: 20,
    min: 1,
    max: 100,
    source: CUSTOMARY,
  },
  'files.attachments-per-document': {
    label: '一件公文最多附件数',
    unit: 'files',
    value: 30,
    min: 1,
    max: 200,
    local: true,
    source: CUSTOMARY,
  },
  'files.files-at-once': {
    label: '一次最多上传文件数',
    unit: 'files',
    value: 10,
    min: 1,
    max: 50,
    source: CUSTOMARY,
  },
  'files.image-pixels': {
    label: '图片像素上限',
    unit: 'megapixels',
    value: 50,
    min: 1,
    max: 200,
    source: CUSTOMARY,
  },
  'files.scan-time': {
    label: '病毒扫描最长等待',
    unit: 'seconds',
    value: 120,
    min: 5,
    max: 600,
    source: CUSTOMARY,
  },
  'files.unreferenced-time': {
    label: '没有引用的文件保留多久后清除',
    unit: 'hours',
    value: 24,
    min: 1,
    max: 720,
    source: CUSTOMARY,
  },
} as const satisfies ParameterGroup;
