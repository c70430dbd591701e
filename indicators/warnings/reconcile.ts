/** Knows what follows when the signs of today meet the warning that is open: the events that follow, or none. */
import { comparePeriods, type Day } from '../period.ts'
import type { WarningRules } from '../plan.ts'
import { text } from '../text.ts'
import type { Sign } from './sign.ts'
import { computeStanding, type Standing } from './standing.ts'
import type { Warning, WarningEvent, WarningLevel } from './warning.ts'

/** An event before it is numbered: the first event of a warning has no warning yet. */
export type NewEvent = Omit<WarningEvent, 'warning' | 'sequence'>

export interface Meeting {
  readonly signs: readonly Sign[]
  readonly rules: WarningRules
  /** The newest warning of the subject, open or ended. */
  readonly warning: Warning | undefined
  readonly on: Day
}

const ENDED = ['closed', 'withdrawn']

/** Whether a warning still lives. */
export const isOpen = (warning: Warning): boolean => !ENDED.includes(warning.state)

const eventOf = (
  kind: NewEvent['kind'],
  level: WarningLevel,
  { sign, on }: { sign: Sign; on: Day },
): NewEvent => ({
  on,
  kind,
  level,
  period: sign.period,
  actor: 'beizeng',
  reasons: sign.reasons,
  derivation: sign.derivation,
})

type At = { readonly sign: Sign; readonly on: Day }

const escalations = (steps: number, level: WarningLevel, at: At): NewEvent[] =>
  Array.from({ length: Math.max(0, steps) }, () => eventOf('escalated', level, at))

const levelChange = (warning: Warning, level: WarningLevel, at: At): NewEvent[] => {
  if (level === warning.level) return []
  return [eventOf(level === 'red' ? 'worsened' : 'eased', level, at)]
}

const meetOpen = (warning: Warning, { level, step }: Standing, at: At): NewEvent[] => {
  if (at.sign.level === 'unknown') return []
  const newer = comparePeriods(at.sign.period, warning.period) > 0
  // A preliminary figure may not end a warning, by whatever name.
  if (level === null) return at.sign.firm ? [eventOf(newer ? 'closed' : 'withdrawn', warning.level, at)] : []
  const changes = [...levelChange(warning, level, at), ...escalations(step - warning.step, level, at)]
  return changes.length === 0 && newer ? [eventOf('continued', level, at)] : changes
}

/** The figure that was warned of is gone: the submission that said it was returned. */
const withdrawal = (warning: Warning, on: Day): NewEvent => ({
  on,
  kind: 'withdrawn',
  level: warning.level,
  period: warning.period,
  actor: 'beizeng',
  reasons: [text('所依据的数值已退回，预警撤回', 'the figure it stood on was returned')],
  derivation: warning.derivation,
})

/** The newest sign, with the reasons of the last one that stood at the level that still holds. */
const grounds = (signs: readonly Sign[], newest: Sign, { level }: Standing): Sign => {
  const behind =
    newest.level === null && level !== null ? signs.findLast((s) => s.level === level) : undefined
  return behind ? { ...newest, reasons: [...behind.reasons, ...newest.reasons] } : newest
}

/**
 * The events that today's signs call for. Asking twice gives nothing the second time. A warning that ended for
 * a period is not opened again for it; a better figure for the very period that was warned of withdraws the warning (a
 * revision undid it), better figures for later periods close it; what cannot be told never ends it.
 */
export const reconcileWarning = ({ signs, rules, warning, on }: Meeting): NewEvent[] => {
  const standing = computeStanding(signs, rules)
  if (
    warning &&
    isOpen(warning) &&
    standing.level === null &&
    signs.every((s) => s.period !== warning.period)
  )
    return [withdrawal(warning, on)]
  const sign = signs.at(-1)
  if (!sign) return []
  if (warning && isOpen(warning)) return meetOpen(warning, standing, { sign, on })
  const ended = warning && comparePeriods(sign.period, warning.period) <= 0
  if (standing.level === null || ended || sign.level === 'unknown') return []
  const at = { sign: grounds(signs, sign, standing), on }
  return [eventOf('opened', standing.level, at), ...escalations(standing.step, standing.level, at)]
}
