/** Knows figures of a period that was not over on the day they became known: a wrong year, or a forecast, but no record. */
import { CLASS_ORDER, type Finding, type FindingClass } from './finding.ts'
import type { ReadObservation } from './observation.ts'
import { firstDayOf, lastDayOf, type Day } from './period.ts'
import { text } from './text.ts'

/** What has not begun has no figure. A flow of what is running is not complete; a stock called 快报 may be that of the day. */
const classOf = ({ period, measure, status }: ReadObservation, known: Day): FindingClass => {
  if (firstDayOf(period) > known) return 'mandatory'
  return measure === 'end' && status === 'flash' ? 'notice' : 'quasi_mandatory'
}

const findingOf = ({ period, sheet }: ReadObservation, known: Day, as: FindingClass): Finding => ({
  rule: 'form.unended',
  class: as,
  sheet,
  cell: '',
  found: `报告期 ${period} 在公布之日 ${known} ${as === 'mandatory' ? '尚未开始' : '尚未结束'}`,
  expected: text(
    `公布之日已结束的报告期（${period} 到 ${lastDayOf(period)} 结束）；或更正公布日期`,
    `a period that has ended on the day of publication (${period} ends on ${lastDayOf(period)}), or another day of publication`,
  ),
})

/**
 * A finding for each period that was not over on the day, by the strictest class of its figures. A column left blank for
 * a month to come says nothing.
 * Example: 2020-08 known on 2020-08-10 waits for a release; 2021-07 goes back.
 */
export const listUnended = (observations: readonly ReadObservation[], known: Day): readonly Finding[] => {
  const told = observations.filter((o) => o.reported.text !== '' && lastDayOf(o.period) > known)
  return [...Map.groupBy(told, (o) => o.period).values()].flatMap((same) => {
    const [first] = same
    if (!first) return []
    const classes = new Set(same.map((o) => classOf(o, known)))
    const strictest = CLASS_ORDER.find((one) => classes.has(one))
    return strictest === undefined ? [] : [findingOf(first, known, strictest)]
  })
}
