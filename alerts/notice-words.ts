/** Knows the sentences of the letter that brings a notice (预警通知单), tells a superior of it, or tells its end. */
import { byDayText, dayText } from '../indicators/day-text.ts'
import type { Notice } from '../indicators/warnings/notice.ts'
import { isEnd, type NoticeLetter } from '../indicators/warnings/notice-letter.ts'
import { text, type Language, type Text } from '../indicators/text.ts'

export interface NoticeWords {
  readonly language: Language
  readonly subject: string
  readonly title: string
  readonly subtitle: string
  readonly addressee: string
  readonly opening: string
  /** Several sentences stand on lines of their own. */
  readonly facts: readonly {
    readonly label: string
    readonly values: readonly string[]
    readonly strong: boolean
  }[]
  readonly closing: readonly string[]
  readonly signature: readonly string[]
}

/** What the reader is to do: answer, see to it that others answer, or nothing any more. */
type Role = 'answer' | 'oversee' | 'know'

const roleOf = ({ occasion, recipient }: NoticeLetter): Role => {
  if (isEnd(occasion)) return 'know'
  return recipient.step === 0 ? 'answer' : 'oversee'
}

const titleOf = (letter: NoticeLetter): Text => {
  if (letter.occasion === 'withdrawn') return text('预警撤回通知', 'Warning withdrawn')
  if (letter.occasion === 'closed') return text('预警销号通知', 'Warning closed')
  return roleOf(letter) === 'oversee'
    ? text('预警上报', 'Warning reported upwards')
    : text('预警通知单', 'Notice of warning')
}

const taskOf = (letter: NoticeLetter): Text => {
  const { replyBy } = letter.notice
  const by = byDayText(replyBy)
  switch (roleOf(letter)) {
    case 'answer':
      return text(`，请于${by.zh}答复`, `, please reply ${by.en}`)
    case 'oversee':
      return text(`，答复期限${dayText(replyBy).zh}`, `, reply due ${replyBy}`)
    case 'know':
      return text('', '')
  }
}

const madeUp = ({ synthetic }: Notice): Text =>
  synthetic ? text('（合成数据）', ' (synthetic data)') : text('', '')

const subjectOf = (letter: NoticeLetter): Text => {
  const { notice } = letter
  const [title, task, made] = [titleOf(letter), taskOf(letter), madeUp(notice)]
  return text(
    `【${title.zh}】${notice.indicator}：${notice.light.zh}（${notice.number}）${task.zh}${made.zh}`,
    `[${title.en}] ${notice.indicator}: ${notice.light.en} (${notice.number})${task.en}${made.en}`,
  )
}

const AGAIN = text(
  '重新送达预警通知单（见附件），此前的答复期限作废。',
  'the notice is served anew (attached) and the earlier reply date is void.',
)

/** Nobody is said to have been told who was not. */
const upwards = ({ goesUp }: NoticeLetter): Text =>
  goesUp ? text('，已上报一级', ' and went one step up') : text('', '')

const openingToUnit = (letter: NoticeLetter): Text => {
  const { occasion, notice } = letter
  const up = upwards(letter)
  switch (occasion) {
    case 'opened':
      return text(
        `${notice.plan}的以下指标发出预警，现送达预警通知单（见附件）。`,
        `A warning was raised on the following indicator of ${notice.plan}; the notice is attached.`,
      )
    case 'worsened':
      return text(`以下预警加重，${AGAIN.zh}`, `The following warning got worse: ${AGAIN.en}`)
    case 'escalated':
      return text(
        `以下预警连续多期为红色${up.zh}，${AGAIN.zh}`,
        `The following warning has been red for several periods${up.en}: ${AGAIN.en}`,
      )
    case 'overdue':
      return text(
        `以下预警逾期未签收或未答复${up.zh}，${AGAIN.zh}`,
        `The following warning was not answered in time${up.en}: ${AGAIN.en}`,
      )
    case 'rejected':
      return text(
        `对以下预警的答复复核不通过，${AGAIN.zh}`,
        `The reply to the following warning did not pass: ${AGAIN.en}`,
      )
    case 'withdrawn':
      return text('以下预警撤回，不必再答复。', 'The following warning is withdrawn; no reply is needed.')
    case 'closed':
      return text('以下预警销号，不必再答复。', 'The following warning is closed; no reply is needed.')
  }
}

const openingOf = (letter: NoticeLetter): Text =>
  roleOf(letter) === 'oversee'
    ? text(
        `${letter.notice.plan}的以下预警按督办规则上报，预警通知单见附件，已同时送达责任单位。`,
        `The following warning of ${letter.notice.plan} is reported upwards by the rules; the notice is attached and was served on the responsible units.`,
      )
    : openingToUnit(letter)

interface Fact {
  readonly label: Text
  readonly value: Text | readonly Text[]
  readonly strong?: boolean
}

const SAID: Readonly<Partial<Record<NoticeLetter['occasion'], Text>>> = {
  overdue: text('上报原因', 'Why it went up'),
  rejected: text('复核情况', 'Review'),
  withdrawn: text('撤回原因', 'Why it is withdrawn'),
  closed: text('销号情况', 'How it was closed'),
}

const OVERDUE = text('逾期情况', 'What is overdue')

const saidFacts = ({ occasion, said, goesUp }: NoticeLetter): Fact[] => {
  const label = occasion === 'overdue' && !goesUp ? OVERDUE : SAID[occasion]
  return label && said.length > 0 ? [{ label, value: said }] : []
}

const contactFacts = ({ contact }: NoticeLetter): Fact[] =>
  contact === undefined ? [] : [{ label: text('联系人', 'Whom to ask'), value: text(contact, contact) }]

const factsOf = (letter: NoticeLetter): readonly Fact[] => {
  const { notice } = letter
  const units = text(notice.units.join('、'), notice.units.join(', '))
  const about: Fact[] = [
    {
      label: text('指标', 'Indicator'),
      value: text(`${notice.indicator}（${notice.unit}）`, `${notice.indicator} (${notice.unit})`),
      strong: true,
    },
    { label: text('报告期', 'Period'), value: notice.period },
    {
      label: isEnd(letter.occasion) ? text('原预警', 'It was') : text('预警', 'Warning'),
      value: text(`${notice.light.zh}　${notice.kind.zh}`, `${notice.light.en}, ${notice.kind.en}`),
      strong: true,
    },
  ]
  if (isEnd(letter.occasion)) return [...about, ...saidFacts(letter), ...contactFacts(letter)]
  return [
    ...about,
    { label: text('理由', 'Reason'), value: notice.reasons },
    ...saidFacts(letter),
    { label: text('责任单位', 'Responsible'), value: units },
    { label: text('答复期限', 'Reply by'), value: dayText(notice.replyBy), strong: true },
    ...contactFacts(letter),
  ]
}

const OTHERWISE = text(
  '到期未签收或未答复的，上报一级。',
  'What is not acknowledged or answered by then goes one step up.',
)

const taskSentences = (letter: NoticeLetter): readonly Text[] => {
  const { notice, office } = letter
  const by = byDayText(notice.replyBy)
  switch (roleOf(letter)) {
    case 'answer':
      return [
        text(
          `请在附件的回执上填写原因、措施、完成时限，由签收人、答复人署名，于${by.zh}发回${office}。`,
          `Please fill in cause, measures and completion date on the slip of the attached notice, sign it, and send it back to ${office} ${by.en}.`,
        ),
        ...(notice.canGoUp ? [OTHERWISE] : []),
      ]
    case 'oversee':
      return [
        text(
          '请督促责任单位按期答复并落实措施。',
          'Please see to it that the responsible units answer in time and act.',
        ),
      ]
    case 'know':
      return []
  }
}

const closingOf = (letter: NoticeLetter): readonly Text[] => {
  const made = text(
    '含合成数据，仅供演示和测试。',
    'Some figures are synthetic, for demonstration and tests only.',
  )
  return [...taskSentences(letter), ...(letter.notice.synthetic ? [made] : [])]
}

/** How often it was served matters to those who were served: whoever stands above hears of it now. */
const subtitleOf = (letter: NoticeLetter): Text => {
  const { notice, on } = letter
  const day = dayText(on)
  const again =
    notice.serving > 1 && roleOf(letter) === 'answer'
      ? text(` · 第${notice.serving}次送达`, ` · service ${notice.serving}`)
      : text('', '')
  return text(`编号 ${notice.number} · ${day.zh}${again.zh}`, `No. ${notice.number} · ${day.en}${again.en}`)
}

/** The words of a letter; HTML, text and the lines of a robot are rendered from the same. */
export const composeNoticeWords = (letter: NoticeLetter, language: Language): NoticeWords => {
  const say = (words: Text): string => words[language]
  return {
    language,
    subject: say(subjectOf(letter)),
    title: say(titleOf(letter)),
    subtitle: say(subtitleOf(letter)),
    addressee: say(text(`${letter.recipient.name}：`, `${letter.recipient.name},`)),
    opening: say(openingOf(letter)),
    facts: factsOf(letter).map(({ label, value, strong = false }) => ({
      label: say(label),
      values: ('zh' in value ? [value] : value).map(say),
      strong,
    })),
    closing: closingOf(letter).map(say),
    signature: [letter.office, say(dayText(letter.on))],
  }
}
