import type { ComponentChildren } from 'preact';
import { CHANNELS, type Channel, type Contact } from '../../../core/index.ts';
import type { FormState } from '../../../platform/http/route.ts';
import { KeyValue, PostForm, SubmitButton, Tag, TextField } from '../../../ui/index.ts';
import { minute } from '../../../ui/times.ts';

/** Labels of the fields of both channels. */
export const CONTACT_LABELS = {
  'address-mail': CHANNELS.mail.address,
  'address-hook': CHANNELS.hook.address,
  'code-mail': '验证码',
  'code-hook': '验证码',
} as const;

/** One channel of a person: what holds, what waits, and the forms given as children. */
export function ContactState({
  contact,
  show,
  children,
}: {
  contact: Contact;
  /** How an address is written: whole for the person, masked for others. */
  show: (address: string) => string;
  children: ComponentChildren;
}) {
  return (
    <div class="mc-g">
      <KeyValue
        rows={[
          [
            '使用中',
            contact.address ? (
              <>
                {show(contact.address)} <Tag kind="ok">已确认</Tag>{' '}
                {contact.confirmedAt && <span class="muted">{minute(contact.confirmedAt)}</span>}
              </>
            ) : (
              '没有'
            ),
          ],
          [
            '待确认',
            contact.pending && (
              <>
                {show(contact.pending)} <Tag kind="warn">等待验证码</Tag>
              </>
            ),
          ],
        ]}
      />
      {children}
    </div>
  );
}

/** The form that takes a new address and sends a code to it. */
export function AddressForm(props: {
  channel: Channel;
  action: string;
  once: string;
  form: FormState;
  /** What happens then, in the words of who fills it in. */
  hint: string;
}) {
  const { channel, action, once, form, hint } = props;
  return (
    <PostForm action={action} once={once} label={`填写${CHANNELS[channel].address}`}>
      <TextField
        name={`address-${channel}`}
        label={CHANNELS[channel].address}
        form={form}
        required
        hint={hint}
        type={channel === 'mail' ? 'email' : 'text'}
        autocomplete={channel === 'mail' ? 'email' : 'off'}
      />
      <SubmitButton icon="send">发送验证码</SubmitButton>
    </PostForm>
  );
}

/** The small form that removes the addresses of a channel. */
export function RemoveForm({ action, once, channel }: { action: string; once: string; channel: Channel }) {
  return (
    <PostForm action={action} once={once} label={`删除${CHANNELS[channel].address}`}>
      <SubmitButton kind="plain" icon="trash" note="此后只在站内收到消息">
        删除{CHANNELS[channel].address}
      </SubmitButton>
    </PostForm>
  );
}
