import type { ParameterGroup } from './types.ts';

/** How the portal keeps pages and how much one visitor may ask of it. */
export const PORTAL_PARAMETERS = {
  'portal.cache-megabytes': {
    label: '门户页面缓存最多占用内存（每个进程）',
    unit: 'megabytes',
    value: 64,
    min: 0,
    max: 4096,
    source: '平台约定，由使用单位确认',
  },
  'portal.cache-seconds': {
    label: '门户页面最多缓存多久（内容改动时立即失效）',
    unit: 'seconds',
    value: 60,
    min: 1,
    max: 3600,
    source: '平台约定，由使用单位确认',
  },
  'portal.shared-cache-seconds': {
    label: '允许 CDN 不经询问保留门户页面多久（0 为每次都来询问）',
    unit: 'seconds',
    value: 0,
    min: 0,
    max: 3600,
    source: '平台约定，由使用单位确认',
  },
  'portal.read-rate': {
    label: '门户和接口：同一网络每秒最多访问（0 为不限）',
    unit: 'times',
    value: 20,
    min: 0,
    max: 10_000,
    source: '平台约定，由使用单位确认',
  },
  'portal.read-burst': {
    label: '门户和接口：同一网络短时间内最多连续访问',
    unit: 'times',
    value: 200,
    min: 1,
    max: 100_000,
    source: '平台约定，由使用单位确认',
  },
  'portal.view-seconds': {
    label: '阅读次数每隔多久登记一次',
    unit: 'seconds',
    value: 10,
    min: 1,
    max: 3600,
    source: '平台约定，由使用单位确认',
  },
} as const satisfies ParameterGroup;
