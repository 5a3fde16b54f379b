import type { FormState } from '../../../platform/http/route.ts';
import { TextField } from '../../../ui/index.ts';
import { LATE_LABEL } from './fields.ts';

/** Why something is entered so late. @param days after how many days a reason is asked for */
export function LateField({ form, days }: { form: FormState; days: number }) {
  return (
    <TextField
      name="lateReason"
      label={LATE_LABEL.lateReason}
      form={form}
      hint={`按实际日期补录超过 ${days} 日的，写明原因；记录上标明“补录”。`}
    />
  );
}
