import { Refusal } from '../../platform/errors.ts';

const LEAST = 4;

/** Demands the reason of an act that sends a paper back or ends it. @throws Refusal at the field `comment` */
export function needReason(comment: string, act: string): void {
  if ([...comment.trim()].length < LEAST)
    throw new Refusal(
      [
        {
          field: 'comment',
          message: `${act}须写明原因（至少 ${LEAST} 个字），起草人和以后查阅的人才知道为什么。`,
        },
      ],
      422,
    );
}
