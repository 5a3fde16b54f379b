/** One piece of feedback under a paper, and how far it has come. Days are working days before the day of seeding. */
export interface DemoFeedback {
  /** Key of the paper, which the public sees. */
  paper: string;
  /** So many working days ago it came in. */
  daysAgo: number;
  /** Hour of that day, with fractions. */
  hour: number;
  content: string;
  /** Left by the sender; invented, and of a form that reaches nobody. */
  name?: string;
  contact?: string;
  class?: 'consultation' | 'suggestion' | 'correction' | 'complaint' | 'other';
  /** It belonged to another body: code of that one, and why. */
  forward?: { to: string; reason: string };
  reach:
    | 'received'
    | 'dismissed'
    | 'replied'
    | 'approval'
    | 'returned'
    | 'published'
    | 'published-closed'
    | 'unpublished'
    | 'unpublished-closed';
  reply?: string;
  /** Working days from receipt to the answer; 2 unless said otherwise. */
  answeredAfter?: number;
  /** What becomes of the opinion. */
  use?: { kind: 'used' | 'partly-used' | 'not-used'; note: string };
  /** The content as the public reads it, where it is not shown word for word. */
  publicText?: string;
  /** Why the answer is kept between sender and office, or why the approver sent the public version back. */
  reason?: string;
  /** Why it ended without an answer. */
  closing?: 'duplicate' | 'no-substance';
}
