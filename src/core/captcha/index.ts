export { turnCaptchaSecret } from './office.ts';
export { CAPTCHA_LABELS, captchaBody, captchaFields, checkCaptcha } from './portal.tsx';
