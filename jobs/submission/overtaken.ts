/** Knows that a file could not be judged in its turn, and says so to whoever looks at it. */
import type { Finding } from '../../indicators/finding.ts'
import type { Submission } from '../../indicators/submission.ts'
import { text } from '../../indicators/text.ts'
import type { Tx } from '../../storage/schema.ts'
import { listReceivedAfter } from '../../storage/submissions.ts'

/** Ids that a line shows. */
const SHOWN = 3

/**
 * A notice on a file that came after others of its unit and one of its forms were judged without it; none on any other. Asked where
 * the file is saved: until then others may be judged.
 */
export const findOvertaken = async (
  tx: Tx,
  { unit, forms }: Pick<Submission, 'unit' | 'forms'>,
  { receivedAt }: { readonly receivedAt: string },
): Promise<readonly Finding[]> => {
  if (unit === null) return []
  const later = await listReceivedAfter(tx, { unit, forms, receivedAt })
  if (later.length === 0) return []
  const more = later.length > SHOWN ? '等' : ''
  return [
    {
      rule: 'audit.overtaken',
      class: 'notice',
      sheet: '',
      cell: '',
      found: `晚收到的 ${later.slice(0, SHOWN).join('、')} ${more}${later.length} 份已先审核，未与本表核对`,
      expected: text(
        '按收到的先后审核；请人工核对这几份与本表的数',
        'submissions audited in the order of receipt; compare their figures with these by hand',
      ),
    },
  ]
}
