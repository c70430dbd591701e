/** Knows the lists of the weekly message that are no warnings: reports that are missing, warnings that are silenced. */
import { dayText, momentText } from '../indicators/day-text.ts'
import { formatPeriod } from '../indicators/derivation.ts'
import type { MissingReport } from '../indicators/digest-missing.ts'
import type { Digest } from '../indicators/digest.ts'
import { LIGHTS } from '../indicators/light.ts'
import { TIMELINESS } from '../indicators/timeliness.ts'
import { text, type Language, type Text } from '../indicators/text.ts'
import { WARNING_LEVELS } from '../indicators/warnings/warning.ts'
import type { NamedReason } from './named-reason.ts'

export interface ListWords {
  readonly title: string
  readonly rows: readonly NamedReason[]
}

/** Who owes them, said to him who owes them or to whoever watches over it. */
const owingText = (reports: readonly MissingReport[], { recipient }: Digest): Text => {
  if (recipient.scope.kind === 'reporting-unit') {
    const word = TIMELINESS[reports.some((r) => r.timeliness === 'returned') ? 'returned' : 'missing']
    return text(`${word.zh}，请贵单位尽快报送`, `${word.en}; your unit: please send it at once`)
  }
  const units = reports.map(({ unit, timeliness }) => {
    const returned = timeliness === 'returned' ? TIMELINESS.returned : null
    return text(
      `${unit.name}${returned ? `（${returned.zh}）` : ''}`,
      `${unit.name}${returned ? ` (${returned.en})` : ''}`,
    )
  })
  return text(
    `未报${units.length}家：${units.map((u) => u.zh).join('、')}`,
    `missing from ${units.length}: ${units.map((u) => u.en).join(', ')}`,
  )
}

/** Reports of one form, period and deadline in one row, with the units that owe them. */
const rowOf = (reports: readonly MissingReport[], digest: Digest, language: Language): NamedReason[] => {
  const [first] = reports
  if (!first) return []
  const period = formatPeriod(first.period)
  const name = text(`${period.zh}《${first.form}》`, `${first.form}, ${period.en}`)
  const [due, owing] = [momentText(first.due), owingText(reports, digest)]
  const reason = text(
    `期限${due.zh}，逾期${first.daysLate}天，${owing.zh}`,
    `due ${due.en}, ${first.daysLate} day(s) late, ${owing.en}`,
  )
  return [{ name: name[language], reason: reason[language] }]
}

const dueWords = (fresh: number, older: number): Text => {
  if (older === 0) return text('本周到期', 'due this week')
  if (fresh === 0) return text('以前到期', 'due before this week')
  return text(`本周到期${fresh}份，以前到期${older}份`, `${fresh} due this week, ${older} before`)
}

/** The missing reports; those of earlier weeks are counted. Nothing without any. */
export const composeMissingWords = (digest: Digest, language: Language): readonly ListWords[] => {
  const { fresh, older } = digest.missing
  if (fresh.length + older.length === 0) return []
  const whole = fresh.length + older.length
  const due = dueWords(fresh.length, older.length)
  const title = text(`未报报表${whole}份（${due.zh}）`, `Reports missing: ${whole} (${due.en})`)
  const groups = Map.groupBy([...fresh, ...older], (r) => `${r.form} ${r.period} ${r.due}`)
  return [
    { title: title[language], rows: [...groups.values()].flatMap((group) => rowOf(group, digest, language)) },
  ]
}

const silencedRow = ({
  number,
  name,
  level,
  silence,
}: Digest['silenced'][number]): { name: Text; reason: Text } => {
  const { symbol } = LIGHTS[level]
  const word = WARNING_LEVELS[level]
  return {
    name: text(`${symbol} ${word.zh} ${number} ${name}`, `${symbol} ${word.en} ${number} ${name}`),
    reason: text(
      `静默至${dayText(silence.until).zh}，${silence.owner}负责：${silence.reason}`,
      `silent until ${silence.until}, ${silence.owner} answers for it: ${silence.reason}`,
    ),
  }
}

/** The silenced warnings with the reason and the end of each. Nothing without any. */
export const composeSilencedWords = ({ silenced }: Digest, language: Language): readonly ListWords[] => {
  if (silenced.length === 0) return []
  const title = text(`静默中（${silenced.length}件）`, `Silenced (${silenced.length})`)
  const rows = silenced
    .map(silencedRow)
    .map((row) => ({ name: row.name[language], reason: row.reason[language] }))
  return [{ title: title[language], rows }]
}
