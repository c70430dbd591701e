/** Knows when the name of a file names another reporting unit than the one that its tables are of. */
import type { Finding } from '../../indicators/finding.ts'
import type { ReportingUnit } from '../../indicators/reporting-unit.ts'
import { text } from '../../indicators/text.ts'
import { tightText } from '../words/plain-text.ts'
import { FILE, type Witnesses } from './witnesses.ts'

/** Two characters are too few to be sure of a name: 林区 stands in 园林区划. */
const SHORTEST = 3

const namesOf = ({ name, aliases }: ReportingUnit): readonly string[] =>
  [name, ...aliases.map((a) => a.name)].map(tightText).filter((known) => known.length >= SHORTEST)

interface Named {
  readonly unit: ReportingUnit
  readonly name: string
}

/** The units that a file name names, each by its longest name. */
const listNamed = (file: string, units: readonly ReportingUnit[]): readonly Named[] => {
  const words = tightText(file.replace(/\.[^.]*$/, ''))
  return units.flatMap((unit) => {
    const [name] = namesOf(unit)
      .filter((known) => words.includes(known))
      .toSorted((a, b) => b.length - a.length)
    return name === undefined ? [] : [{ unit, name }]
  })
}

/**
 * Only units of the same level contradict each other: a department may name the city that it writes of, a city the
 * department that it writes to. A file that names its own unit too contradicts nothing.
 * Example: 宁波市2020年8月.xlsx with a table of 丽水市统计局.
 */
export const listOtherNames = (
  { file, sheet }: Pick<Witnesses, 'file' | 'sheet'>,
  units: readonly ReportingUnit[],
  chosen: ReportingUnit | undefined,
): readonly Finding[] => {
  if (!chosen) return []
  const named = listNamed(file, units)
  if (named.some(({ unit }) => unit === chosen)) return []
  return named
    .filter(({ unit }) => unit.level === chosen.level)
    .map(({ unit, name }) => ({
      sheet,
      rule: 'form.unit',
      class: 'verification',
      cell: '',
      found: `${FILE.zh}：${name}（${unit.code}）`,
      expected: text(`${chosen.name}（${chosen.code}）`, `${chosen.name} (${chosen.code})`),
    }))
}
