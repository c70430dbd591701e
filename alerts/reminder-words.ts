/** Knows the sentences of a reminder (报送提醒、催报、催报通知书、报告上级) in one language. */
import { dayText, momentText } from '../indicators/day-text.ts'
import { formatPeriod } from '../indicators/derivation.ts'
import { dayOfMoment } from '../indicators/moment.ts'
import type { OwedReport, ReminderLetter } from '../indicators/reminder-letter.ts'
import { REMINDER_KINDS, type ReminderKind } from '../indicators/reminder.ts'
import { TIMELINESS } from '../indicators/timeliness.ts'
import { text, type Language, type Text } from '../indicators/text.ts'

export interface ReminderWords {
  readonly language: Language
  readonly subject: string
  readonly title: string
  /** Number and day of a formal notice, the day alone of the others. */
  readonly subtitle: string
  readonly addressee: string
  readonly opening: readonly string[]
  readonly reports: readonly { readonly name: string; readonly facts: readonly string[] }[]
  readonly closing: readonly string[]
  readonly signature: readonly string[]
}

const formName = ({ form: { title, tableNumber } }: OwedReport): Text =>
  tableNumber === ''
    ? text(`《${title}》`, title)
    : text(`《${title}》（${tableNumber}）`, `${title} (${tableNumber})`)

const reportName = (report: OwedReport): Text =>
  text(
    `${formatPeriod(report.period).zh} ${formName(report).zh}`,
    `${formName(report).en}, ${formatPeriod(report.period).en}`,
  )

const lateness = ({ daysLate }: OwedReport): Text =>
  daysLate === 0
    ? text('', '')
    : text(`，已逾期${daysLate}天`, `, ${daysLate} ${daysLate === 1 ? 'day' : 'days'} overdue`)

const dueFact = (report: OwedReport): Text => {
  const due = momentText(report.due)
  return text(`报送期限：${due.zh}`, `due: ${due.en}`)
}

const standingFact = (report: OwedReport): Text => {
  const word = TIMELINESS[report.timeliness]
  const late = lateness(report)
  return text(`目前情况：${word.zh}${late.zh}`, `now: ${word.en}${late.en}`)
}

const historyFact = ({ lateInTwoYears }: OwedReport): Text =>
  text(`两年内迟报、未报：${lateInTwoYears}次`, `late or missing in two years: ${lateInTwoYears}`)

const factsOf = (kind: ReminderKind, report: OwedReport): readonly Text[] => {
  switch (kind) {
    case 'nudge':
      return [dueFact(report), ...(report.timeliness === 'returned' ? [standingFact(report)] : [])]
    case 'reminder':
      return [dueFact(report), standingFact(report)]
    case 'notice':
    case 'escalation':
      return [dueFact(report), standingFact(report), historyFact(report)]
  }
}

const openingOf = ({ kind, reports }: ReminderLetter): readonly Text[] => {
  const units = new Set(reports.map((r) => r.unit.name)).size
  switch (kind) {
    case 'nudge':
      return [
        text(
          '以下报表即将到期，请按时报送。',
          'The following report falls due soon; please send it in time.',
        ),
      ]
    case 'reminder':
      return [
        text(
          '以下报表已过报送期限，尚未收到有效报送，请尽快报送。',
          'The following report is past its deadline and no valid file has been received; please send it now.',
        ),
      ]
    case 'notice':
      return [
        text(
          '以下报表逾期，仍未收到有效报送，现正式催报。',
          'The following report is overdue and no valid file has been received; this is the formal notice.',
        ),
      ]
    case 'escalation':
      return [
        text(
          `以下${units}家单位收到催报通知书后，在所给期限内仍未报送，特此报告。`,
          `The following ${units === 1 ? 'unit has' : `${units} units have`} not sent the report within the term of the formal notice.`,
        ),
      ]
  }
}

const askSentence = ({ contact }: ReminderLetter): readonly Text[] =>
  contact === undefined ? [] : [text(`联系人：${contact}`, `Whom to ask: ${contact}`)]

const taskSentences = ({ kind, reports }: ReminderLetter): readonly Text[] => {
  const own = text(
    '数据只能由填报单位自行填报、修改；如已报送，请忽略本邮件。',
    'Only the reporting unit itself fills in and changes its figures. If the report is on its way, ignore this mail.',
  )
  const [report] = reports
  if (kind === 'escalation' || !report) return []
  if (kind !== 'notice') return [own]
  const term = momentText(report.term)
  return [
    text(
      `请自本通知书送达之日起，于${term.zh}前报送。送达时间以收件服务器签收的时间为准。`,
      `Please send it by ${term.en}, counted from service of this notice. Service is the moment at which the recipient's server took it.`,
    ),
    text('期满仍未报送的，将报告上级。', 'When the term is over, the superior will be informed.'),
    own,
  ]
}

const closingOf = (letter: ReminderLetter): readonly Text[] => [
  ...taskSentences(letter),
  ...askSentence(letter),
]

const subjectOf = (letter: ReminderLetter): Text => {
  const word = REMINDER_KINDS[letter.kind]
  const [report] = letter.reports
  if (letter.kind === 'escalation' || !report)
    return text(
      `【${word.zh}】${letter.reports.length}份报表逾期未报`,
      `[${word.en}] ${letter.reports.length} reports overdue`,
    )
  const due = momentText(report.due)
  return text(
    `【${word.zh}】${reportName(report).zh}，期限${due.zh}`,
    `[${word.en}] ${reportName(report).en}, due ${due.en}`,
  )
}

/** The words of a letter; HTML and text are rendered from the same. */
export const composeReminderWords = (letter: ReminderLetter, language: Language): ReminderWords => {
  const say = (words: Text): string => words[language]
  const title = REMINDER_KINDS[letter.kind]
  const on = dayText(dayOfMoment(letter.on))
  const many = letter.kind === 'escalation'
  return {
    language,
    subject: say(subjectOf(letter)),
    title: say(title),
    subtitle:
      letter.number === null
        ? say(on)
        : say(text(`编号 ${letter.number} · ${on.zh}`, `No. ${letter.number} · ${on.en}`)),
    addressee: say(text(`${letter.recipient.name}：`, `${letter.recipient.name},`)),
    opening: openingOf(letter).map(say),
    reports: letter.reports.map((report) => ({
      name: many ? `${report.unit.name} · ${say(reportName(report))}` : say(reportName(report)),
      facts: factsOf(letter.kind, report).map(say),
    })),
    closing: closingOf(letter).map(say),
    signature: [letter.office, say(on)],
  }
}
