/** Knows the hysteresis: where the signs of all periods leave a warning (level, step of the ladder). */
import type { WarningRules } from '../plan.ts'
import type { Sign } from './sign.ts'
import type { WarningLevel } from './warning.ts'

export interface Standing {
  /** null: nothing to warn of. */
  readonly level: WarningLevel | null
  /** Steps up the ladder of recipients, one for every so many periods in a row at red. */
  readonly step: number
  /** Periods in a row at a better level than `level`. */
  readonly better: number
  /** Periods in a row at red. */
  readonly red: number
}

const CALM: Standing = { level: null, step: 0, better: 0, red: 0 }
const RANK = { none: 0, yellow: 1, red: 2 } as const
const rank = (level: WarningLevel | null): number => RANK[level ?? 'none']

/** One step down: a red that is made good becomes yellow first. A figure that is not firm closes nothing. */
const fall = (before: Standing, sign: Sign): Standing => {
  if (before.level === 'red') return { ...before, level: 'yellow', better: 0, red: 0 }
  return sign.firm ? CALM : { ...before, red: 0 }
}

const next = (before: Standing, sign: Sign, rules: WarningRules): Standing => {
  if (sign.level === 'unknown') return before
  const red = sign.level === 'red' ? before.red + 1 : 0
  const step = before.step + (red > 0 && red % rules.periodsToEscalate === 0 ? 1 : 0)
  if (rank(sign.level) >= rank(before.level)) return { level: sign.level, step, better: 0, red }
  const waiting = { ...before, better: before.better + 1, red }
  return waiting.better >= rules.periodsToFall ? fall(waiting, sign) : waiting
}

/**
 * Folds the signs, in order of period: the level rises at once, falls only after `periodsToFall` periods in a row at a
 * better level, and periods that cannot be told change nothing. Source: METHOD, section 6.
 */
export const computeStanding = (signs: readonly Sign[], rules: WarningRules): Standing =>
  signs.reduce((standing, sign) => next(standing, sign, rules), CALM)
