/** Knows what a person may do to a warning and must say with it; and how that is told again. */
import { dayText } from '../day-text.ts'
import { z } from 'zod'
import { parseDay } from '../period.ts'
import { parsed } from '../schema.ts'
import { text, type Text } from '../text.ts'

const day = parsed(parseDay)

/** The reply slip on which it was said; its file lies in the archive as it came. */
const slip = z
  .strictObject({ file: z.string(), sha256: z.string(), size: z.number().int().positive() })
  .optional()
export type SlipFile = NonNullable<Readonly<z.output<typeof slip>>>

const wishes = {
  acknowledged: z.strictObject({ kind: z.literal('acknowledged'), text: z.string(), slip }),
  explained: z.strictObject({
    kind: z.literal('explained'),
    /** 原因. */
    cause: z.string(),
    /** 措施. */
    measures: z.string(),
    /** 完成时限. */
    due: day,
    slip,
  }),
  reviewed: z.strictObject({ kind: z.literal('reviewed'), text: z.string() }),
  rejected: z.strictObject({ kind: z.literal('rejected'), text: z.string() }),
  silenced: z.strictObject({
    kind: z.literal('silenced'),
    text: z.string(),
    /** Who answers for the silence. */
    owner: z.string(),
    /** Its last day. */
    until: day,
  }),
  unsilenced: z.strictObject({ kind: z.literal('unsilenced'), text: z.string() }),
  closed: z.strictObject({ kind: z.literal('closed'), text: z.string() }),
}

const wishSchema = z.discriminatedUnion('kind', [
  wishes.acknowledged,
  wishes.explained,
  wishes.reviewed,
  wishes.rejected,
  wishes.silenced,
  wishes.unsilenced,
  wishes.closed,
])
/** What a person wants to do. */
export type Wish = Readonly<z.output<typeof wishSchema>>
export type WishKind = Wish['kind']

/** On what a person closed a warning: the newest figure had made it good, or he decided so against the light. */
const CLOSING_GROUNDS = {
  'made-good': text('最新数值已达到进度', 'the newest figure is on schedule'),
  decision: text('经办人决定，灯号未变', 'decided, the light unchanged'),
} as const

export const actSchema = z.discriminatedUnion('kind', [
  wishes.acknowledged,
  wishes.explained,
  wishes.reviewed,
  wishes.rejected,
  wishes.silenced,
  wishes.unsilenced,
  wishes.closed.extend({ ground: z.enum(['made-good', 'decision']) }),
])
/** What a person did, as it is written down. */
export type Act = Readonly<z.output<typeof actSchema>>

const said = (words: string): Text => text(words === '' ? '' : `：${words}`, words === '' ? '' : `: ${words}`)

const onSlip = (file: SlipFile | undefined): Text =>
  file
    ? text(
        `（回执 ${file.file}，sha256 ${file.sha256}）`,
        ` (on the slip ${file.file}, sha256 ${file.sha256})`,
      )
    : text('', '')

/** What was done in one sentence, without the name of who did it. */
export const composeActText = (act: Act): Text => {
  switch (act.kind) {
    case 'acknowledged': {
      const [more, slip] = [said(act.text), onSlip(act.slip)]
      return text(`签收${more.zh}${slip.zh}`, `acknowledged${more.en}${slip.en}`)
    }
    case 'explained': {
      const slip = onSlip(act.slip)
      return text(
        `原因：${act.cause}；措施：${act.measures}；完成时限：${dayText(act.due).zh}${slip.zh}`,
        `cause: ${act.cause}; measures: ${act.measures}; done by ${act.due}${slip.en}`,
      )
    }
    case 'reviewed':
      return text(`复核通过：${act.text}`, `reviewed: ${act.text}`)
    case 'rejected':
      return text(`复核不通过：${act.text}`, `rejected: ${act.text}`)
    case 'silenced':
      return text(
        `静默至${dayText(act.until).zh}（负责人 ${act.owner}）：${act.text}`,
        `silent until ${act.until} (${act.owner} answers for it): ${act.text}`,
      )
    case 'unsilenced':
      return text(`解除静默：${act.text}`, `silence lifted: ${act.text}`)
    case 'closed': {
      const [ground, more] = [CLOSING_GROUNDS[act.ground], said(act.text)]
      return text(`销号（${ground.zh}）${more.zh}`, `closed (${ground.en})${more.en}`)
    }
  }
}
