/** Knows the warning 逆转: a value worse than the one before it, against direction, beyond the usual revision. */
import type { Assessment } from '../assessment.ts'
import { formatPeriod } from '../derivation.ts'
import { formatShort } from '../figure-text.ts'
import type { IndicatorValue } from '../indicator-value.ts'
import type { WarningRules } from '../plan.ts'
import { text, type Text } from '../text.ts'
import { signOf, type Sign, type SignReader } from './sign.ts'

const worse = (before: IndicatorValue, now: IndicatorValue, falling: boolean): number => {
  const change = ((now.value - before.value) / Math.abs(before.value)) * 100
  return falling ? change : -change
}

const said = (before: IndicatorValue, now: IndicatorValue): Text => {
  const [a, b] = [formatPeriod(before.period).zh, formatPeriod(now.period).zh]
  return text(
    `逆转：${b}的 ${formatShort(now.value)} 差于${a}的 ${formatShort(before.value)}`,
    `reversal: ${formatShort(now.value)} in ${now.period} is worse than ${formatShort(before.value)} in ${before.period}`,
  )
}

const signAt = (before: Assessment | undefined, now: Assessment, rules: WarningRules): Sign[] => {
  if (!now.value || !before?.value || now.class === 'scope_review' || before.class === 'scope_review')
    return signOf(now, 'unknown')
  if (before.value.value === 0 || now.value.bound === 'lower') return signOf(now, 'unknown')
  const reversed = worse(before.value, now.value, now.direction === 'fall') > rules.usualRevision
  return reversed ? signOf(now, 'yellow', [said(before.value, now.value)]) : signOf(now, null)
}

/** A year to date is left out: it starts anew each January and has no value before it. */
export const readReversal: SignReader = (history, { rules }) => {
  const whole = history.filter((a) => a.value?.basis !== 'ytd' && a.direction !== 'hold')
  return whole.flatMap((now, index) => (index === 0 ? [] : signAt(whole[index - 1], now, rules)))
}
