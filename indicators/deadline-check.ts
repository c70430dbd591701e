/** Knows what a calendar of deadlines must find in the other data, and what would contradict itself in it. */
import { composeDeadline, type DeadlineRule } from './deadline.ts'
import type { InputIssue } from './input-error.ts'
import { yearPeriod } from './period.ts'
import { issueAt, listDangling, REPORTING_UNIT, type Placed, type References } from './references.ts'
import { text } from './text.ts'

const FORM = text('forms/ 中已有的表式代码', 'a form of forms/')
const AFTER_OPENING = text('晚于开始报送的时刻', 'a moment after the opening')
const ONE_AT_A_TIME = text(
  '同一表式在同一时期只有一条期限规则',
  'one rule of deadlines for a form at any time',
)

const FAR = '9999-12-31'
const overlap = (a: DeadlineRule, b: DeadlineRule): boolean =>
  a.form === b.form && a.from <= (b.to ?? FAR) && b.from <= (a.to ?? FAR)

/** A deadline that comes before its opening leaves no time at all; shown on the period in which the rule begins. */
const listOrderIssues = (
  place: Placed<readonly DeadlineRule[]>,
  rule: DeadlineRule,
  index: number,
): InputIssue[] => {
  const year = yearPeriod(Number(rule.from.slice(0, 4)))
  const plain = { ...rule, exceptions: [] }
  const { opens, due } = composeDeadline(plain, year, () => true)
  const order = due > opens ? [] : [issueAt(place, [index, 'due'], { found: due, expected: AFTER_OPENING })]
  const set = rule.exceptions.flatMap((exception, j) =>
    exception.due > composeDeadline(plain, exception.period, () => true).opens
      ? []
      : [issueAt(place, [index, 'exceptions', j, 'due'], { found: exception.due, expected: AFTER_OPENING })],
  )
  return [...order, ...set]
}

/** Issues of the calendars of deadlines. */
export const listDeadlineIssues = (
  place: Placed<readonly DeadlineRule[]>,
  { forms, reportingUnits }: References,
): InputIssue[] =>
  place.data.flatMap((rule, i) => [
    ...listDangling(place, [i, 'form'], { code: rule.form, list: forms, expected: FORM }),
    ...(rule.units ?? []).flatMap((code, j) =>
      listDangling(place, [i, 'units', j], { code, list: reportingUnits, expected: REPORTING_UNIT }),
    ),
    ...(place.data.slice(0, i).some((other) => overlap(rule, other))
      ? [issueAt(place, [i, 'from'], { found: rule.from, expected: ONE_AT_A_TIME })]
      : []),
    ...listOrderIssues(place, rule, i),
  ])
