/** Knows what is said once for many warnings: a report that did not come holds back every indicator that is computed from it. */
import type { DigestLine } from '../indicators/digest-line.ts'
import { composeLineWords, type LinePlace, type LineWords } from './digest-line-words.ts'

/** What the lines of one report share; any other line stands for itself. */
const keyOf = ({ kind, number, reason, level, levelBefore, state, duty, escalated }: DigestLine): string =>
  kind === 'late-submission'
    ? JSON.stringify([reason?.zh, level, levelBefore, state, duty?.kind, duty?.by, escalated])
    : number

const composeMany = (lines: readonly [DigestLine, ...DigestLine[]], place: LinePlace): LineWords => {
  const [first] = lines
  const responsible = [...new Set(lines.flatMap((line) => line.responsible))]
  // The figures of each would say how it stood before: what is told here is that there are no newer ones.
  const words = composeLineWords({ ...first, responsible, figures: null }, place)
  const zh = place.language === 'zh'
  const names = lines.map(({ name, region }) => (region === null ? name : `${name}（${region}）`))
  return {
    ...words,
    number: zh ? `${first.number} 等${lines.length}件` : `${first.number} and ${lines.length - 1} more`,
    name: zh
      ? `${names.length}项指标待报：${names.join('、')}`
      : `${names.length} indicators: ${names.join(', ')}`,
  }
}

/** The sentences of a section, in its order: a line for each warning, one for all that wait for the same report. */
export const composeSectionWords = (lines: readonly DigestLine[], place: LinePlace): readonly LineWords[] =>
  [...Map.groupBy(lines, keyOf).values()].flatMap(([first, ...rest]) => {
    if (!first) return []
    return rest.length === 0 ? [composeLineWords(first, place)] : [composeMany([first, ...rest], place)]
  })
