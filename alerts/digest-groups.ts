/** Knows what is said once for many warnings: a report that did not come holds back every indicator that is computed from it. */
import type { DigestLine } from '../indicators/digest-line.ts'
import type { Language } from '../indicators/text.ts'
import { composeLineWords, nameOf, type LinePlace, type LineWords } from './digest-line-words.ts'

/** Lines that are told as one. */
export type LineGroup = readonly [DigestLine, ...DigestLine[]]

/** What the lines of one report share; any other line stands for itself. */
const keyOf = ({
  kind,
  number,
  reason,
  level,
  levelBefore,
  state,
  end,
  duty,
  escalated,
}: DigestLine): string =>
  kind === 'late-submission'
    ? JSON.stringify([reason?.zh, level, levelBefore, state, end, duty?.kind, duty?.by, escalated])
    : number

/** The groups of a section, in its order: a line for each warning, one for all that wait for the same report. */
export const listGroups = (lines: readonly DigestLine[]): readonly LineGroup[] =>
  [...Map.groupBy(lines, keyOf).values()].flatMap(([first, ...rest]): LineGroup[] =>
    first ? [[first, ...rest]] : [],
  )

/** What a group is about: its indicator, or all that wait for the same report. */
export const groupName = (group: LineGroup, language: Language): string => {
  const names = group.map((line) => nameOf(line, language))
  if (names.length === 1) return names.join('')
  return language === 'zh'
    ? `${names.length}项指标待报：${names.join('、')}`
    : `${names.length} indicators: ${names.join(', ')}`
}

/** How many warnings the groups hold. */
export const countLines = (groups: readonly LineGroup[]): number =>
  groups.reduce((sum, group) => sum + group.length, 0)

/** The sentences of a group. */
export const composeGroupWords = (group: LineGroup, place: LinePlace): LineWords => {
  const [first] = group
  if (group.length === 1) return composeLineWords(first, place)
  const responsible = [...new Set(group.flatMap((line) => line.responsible))]
  // The figures of each would say how it stood before: what is told here is that there are no newer ones.
  const words = composeLineWords({ ...first, responsible, figures: null }, place)
  const zh = place.language === 'zh'
  return {
    ...words,
    number: zh ? `${first.number} 等${group.length}件` : `${first.number} and ${group.length - 1} more`,
    name: groupName(group, place.language),
  }
}
