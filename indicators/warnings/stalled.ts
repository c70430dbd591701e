/** Knows the warning 停滞: behind the path, and the growth needed to the next target exceeds any in its history. */
import type { Assessment } from '../assessment.ts'
import { formatPercent } from '../figure-text.ts'
import { timeOf } from '../period.ts'
import { text, type Text } from '../text.ts'
import { signOf, type Sign, type SignReader } from './sign.ts'

/** With fewer growth rates than this there is no history to exceed. */
const LEAST_RATES = 2

interface Dated {
  readonly time: number
  readonly value: number
}

const pointsOf = (history: readonly Assessment[]): Dated[] => {
  const values = history.flatMap((a) =>
    a.value && a.value.basis !== 'ytd' && a.class !== 'scope_review'
      ? [{ time: timeOf(a.value.period), value: a.value.value }]
      : [],
  )
  const base = history[0]?.baseline
  return base ? [{ time: timeOf(base.period), value: base.value }, ...values] : values
}

const ratesOf = (points: readonly Dated[]): number[] =>
  points.flatMap((now, index) => {
    const before = points[index - 1]
    const sound = before && before.value > 0 && now.value > 0 && now.time > before.time
    return sound ? [((now.value / before.value) ** (1 / (now.time - before.time)) - 1) * 100] : []
  })

const said = (needed: number, best: number): Text =>
  text(
    `停滞：达到下一目标需年均 ${formatPercent(needed)}，历史上最好为 ${formatPercent(best)}`,
    `stalled: the next target needs ${formatPercent(needed)} a year, the best so far is ${formatPercent(best)}`,
  )

const signAt = (history: readonly Assessment[]): Sign[] => {
  const now = history.at(-1)
  if (!now) return []
  const needed = now.nextTarget?.neededGrowth
  if (now.light === 'grey' || needed === null || needed === undefined) return signOf(now, 'unknown')
  if (now.light === 'green') return signOf(now, null)
  const rates = ratesOf(pointsOf(history))
  if (rates.length < LEAST_RATES) return signOf(now, 'unknown')
  const falling = now.direction === 'fall'
  const best = falling ? Math.min(...rates) : Math.max(...rates)
  const beyond = falling ? needed < best : needed > best
  return beyond ? signOf(now, 'yellow', [said(needed, best)]) : signOf(now, null)
}

/** Green verdicts are no sign: there the plan's own path foresaw the growth that is still needed. */
export const readStalled: SignReader = (history) => {
  const whole = history.filter((a) => a.value?.basis !== 'ytd' && a.direction !== 'hold')
  return whole.flatMap((_, index) => signAt(whole.slice(0, index + 1)))
}
