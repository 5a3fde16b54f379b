import {
  type FormState,
  optionsOf,
  RadioCards,
  SelectField,
  TextArea,
  TextField,
} from '../../../ui/index.ts';
import { REQUEST_LABELS } from '../request-form.ts';
import { DOCUMENT_KINDS, RIGHTS } from '../words.ts';

/** The fields of a request, the same at the window and on the portal. */
export function RequestFields({
  form,
  organisations,
}: {
  form: FormState;
  organisations: readonly { code: string; name: string }[];
}) {
  const L = REQUEST_LABELS;
  return (
    <>
      <SelectField
        name="organisation"
        label={L.organisation}
        form={form}
        required
        empty="请选择"
        hint="掌握这些信息的单位；不清楚的选政府办公室。"
        options={organisations.map((o) => ({ value: o.code, label: o.name }))}
      />
      <RadioCards
        name="right"
        legend={L.right}
        form={form}
        required
        columns={2}
        options={Object.entries(RIGHTS).map(([value, r]) => ({ value, label: r.label, note: r.does }))}
      />
      <TextArea
        name="statement"
        label={L.statement}
        form={form}
        required
        rows={4}
        maxLength={1000}
        hint="写明要求和有关情况。"
      />
      <TextField
        name="about"
        label={L.about}
        form={form}
        hint="与以前办过的某一件有关的，填那一件的编号；没有可以不填。"
      />
      <div class="mc-fields">
        <TextField name="name" label={L.name} form={form} required autocomplete="name" hint="与证件一致。" />
        <SelectField
          name="documentKind"
          label={L.documentKind}
          form={form}
          required
          options={optionsOf(DOCUMENT_KINDS)}
        />
        <TextField
          name="documentNumber"
          label={L.documentNumber}
          form={form}
          required
          autocomplete="off"
          hint="只用于核实身份。"
        />
        <TextField name="phone" label={L.phone} form={form} required type="tel" autocomplete="tel" />
        <TextField
          name="email"
          label={L.email}
          form={form}
          type="email"
          autocomplete="email"
          hint="可以不填。"
        />
      </div>
    </>
  );
}
