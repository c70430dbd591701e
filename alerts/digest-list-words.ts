/** Knows the lists of the weekly message that are no warnings: reports that are missing, warnings that are silenced. */
import { dayText } from '../indicators/day-text.ts'
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

const dueText = ({ due }: MissingReport): string => due.replace('T', ' ')

/** Reports of one form and period in one row, with the units that owe them. */
const rowOf = (reports: readonly MissingReport[], language: Language): NamedReason[] => {
  const [first] = reports
  if (!first) return []
  const units = reports.map((r) => {
    const returned = r.timeliness === 'returned' ? TIMELINESS.returned[language] : ''
    return returned === ''
      ? r.unit.name
      : text(`${r.unit.name}（${returned}）`, `${r.unit.name} (${returned})`)[language]
  })
  const period = formatPeriod(first.period)
  const name = text(`${period.zh}《${first.form}》`, `${first.form}, ${period.en}`)
  const reason = text(
    `期限${dueText(first)}，未报${reports.length}家：${units.join('、')}`,
    `due ${dueText(first)}, missing from ${reports.length}: ${units.join(', ')}`,
  )
  return [{ name: name[language], reason: reason[language] }]
}

/** The missing reports; those of earlier weeks are counted. Nothing without any. */
export const composeMissingWords = ({ missing }: Digest, language: Language): readonly ListWords[] => {
  const { fresh, older } = missing
  if (fresh.length + older.length === 0) return []
  const before =
    older.length > 0
      ? text(`，以前未报${older.length}份`, `, ${older.length} of earlier weeks`)
      : text('', '')
  const title = text(
    `本周到期未报${fresh.length}份${before.zh}`,
    `Reports missing: ${fresh.length} due this week${before.en}`,
  )
  const groups = Map.groupBy([...fresh, ...older], (r) => `${r.form} ${r.period}`)
  return [{ title: title[language], rows: [...groups.values()].flatMap((group) => rowOf(group, language)) }]
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
