/** Knows what makes no sense in a plan whatever the other data say: targets against the direction, crossed thresholds. */
import type { InputIssue } from './input-error.ts'
import { targetValue } from './path.ts'
import type { Indicator, Plan, Target } from './plan.ts'
import { issueAt, type Placed } from './references.ts'
import { text } from './text.ts'

const WITH_DIRECTION = text('与指标方向一致的目标', 'a target in the direction of the indicator')
const UPPER_END = text('区间的上限', 'the upper end of the range')
const RED_BEYOND_YELLOW = text('red 大于 yellow', 'red greater than yellow')

/** Comparators that ask for the other direction. */
const AGAINST: Readonly<Record<Indicator['direction'], readonly Target['comparator'][]>> = {
  rise: ['<=', 'rank_at_most'],
  fall: ['>=', '>'],
  hold: [],
}

/** Whether a target lies on the worse side of the baseline. */
const isBackward = ({ direction, baseline }: Indicator, target: Target): boolean => {
  const value = targetValue(target, baseline)
  if (baseline === undefined || value === undefined) return false
  return direction === 'rise' ? value < baseline.value : direction === 'fall' && value > baseline.value
}

const listTargetIssues = (place: Placed<Plan>, indicator: Indicator, index: number): InputIssue[] =>
  indicator.targets.flatMap((target, i) => {
    const at = ['indicators', index, 'targets', i]
    const { comparator, value, upper } = target
    const issues: InputIssue[] = []
    if (AGAINST[indicator.direction].includes(comparator))
      issues.push(issueAt(place, [...at, 'comparator'], { found: comparator, expected: WITH_DIRECTION }))
    if (comparator === 'range' && upper === undefined)
      issues.push(issueAt(place, [...at, 'upper'], { found: '—', expected: UPPER_END }))
    if (isBackward(indicator, target))
      issues.push(issueAt(place, [...at, 'value'], { found: String(value), expected: WITH_DIRECTION }))
    return issues
  })

const listThresholdIssues = (place: Placed<Plan>): InputIssue[] => {
  const { thresholds, indicators } = place.data
  const all = [
    { at: ['thresholds'], yellow: thresholds.yellow, red: thresholds.red },
    ...indicators.map(({ thresholds: own }, i) => ({
      at: ['indicators', i, 'thresholds'],
      yellow: own?.yellow ?? thresholds.yellow,
      red: own?.red ?? thresholds.red,
    })),
  ]
  return all
    .filter(({ yellow, red }) => red <= yellow)
    .map(({ at, yellow, red }) =>
      issueAt(place, at, { found: `yellow ${yellow}，red ${red}`, expected: RED_BEYOND_YELLOW }),
    )
}

/** Every place where a plan contradicts itself in its numbers. */
export const listSenseIssues = (place: Placed<Plan>): InputIssue[] => [
  ...listThresholdIssues(place),
  ...place.data.indicators.flatMap((indicator, index) => listTargetIssues(place, indicator, index)),
]
