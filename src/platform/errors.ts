/**
 * One thing that is wrong, in the user's words. `field` is the form field it belongs to; `article` the rule that asks for
 * it; `way` where to go on, as the browser sees the address.
 */
export interface Issue {
  field?: string;
  message: string;
  article?: string;
  way?: { label: string; href: string };
}

/** An act that the rules do not allow, or a form that cannot be accepted. Shown to the user as it is; nothing has been changed. */
export class Refusal extends Error {
  readonly issues: readonly Issue[];
  readonly status: 409 | 422;
  constructor(issues: readonly Issue[] | string, status: 409 | 422 = 409) {
    const list = typeof issues === 'string' ? [{ message: issues }] : issues;
    super(list.map((i) => i.message).join('；'));
    this.name = 'Refusal';
    this.issues = list;
    this.status = status;
  }
}

/** The person may not do this. `message` is a Chinese sentence that says what is missing. */
export class Forbidden extends Error {
  constructor(message = '您没有办理此事的权限。如工作需要，请联系本单位管理员授权。') {
    super(message);
    this.name = 'Forbidden';
  }
}

/** The session ended while what it had sent was still coming in or waiting. */
export class SessionEnded extends Forbidden {
  constructor() {
    super('您的登录在提交期间已经结束，没有办理。请重新登录后再试。');
  }
}

/** Nothing is there (or nothing that this person may know of: the answer is the same). */
export class NotFound extends Error {
  constructor(message = '没有找到您要的内容。') {
    super(message);
    this.name = 'NotFound';
  }
}

/** Too many attempts. `retryAfter` in seconds. */
export class TooMany extends Error {
  readonly retryAfter: number;
  constructor(message: string, retryAfter: number) {
    super(message);
    this.name = 'TooMany';
    this.retryAfter = retryAfter;
  }
}
