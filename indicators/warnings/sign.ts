/** Knows a sign: what one kind of warning sees in one period's verdict. */
import type { Assessment } from '../assessment.ts'
import type { Period } from '../period.ts'
import type { WarningRules } from '../plan.ts'
import type { Text } from '../text.ts'
import type { Report } from './report.ts'
import type { WarningLevel } from './warning.ts'

export interface Sign {
  readonly period: Period
  /** null: nothing to warn of; 'unknown': cannot be told, which never resolves a warning. */
  readonly level: WarningLevel | null | 'unknown'
  /** A preliminary figure (快报) may raise a warning; it may not close one. */
  readonly firm: boolean
  readonly reasons: readonly Text[]
  readonly derivation: Text
}

/** What a reader of signs may look at besides the verdicts. */
export interface SignScene {
  readonly rules: WarningRules
  /** The reports that the indicator is computed from and of which their units were reminded. */
  readonly reports: readonly Report[]
}

/** Reads signs from the verdicts of all periods, in order; one file a kind of warning. */
export type SignReader = (history: readonly Assessment[], scene: SignScene) => readonly Sign[]

/** The sign of one verdict at a level, with its own reasons first; nothing for a verdict without a period. */
export const signOf = (
  assessment: Assessment,
  level: Sign['level'],
  reasons: readonly Text[] = [],
): Sign[] =>
  assessment.period === null
    ? []
    : [
        {
          period: assessment.period,
          level,
          firm: assessment.value?.status !== 'flash',
          reasons: [...reasons, ...assessment.reasons],
          derivation: assessment.derivation,
        },
      ]
