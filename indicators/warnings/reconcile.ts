/** Knows what follows when the signs of today meet the warning that is open: the events that follow, or none. */
import { comparePeriods, type Day } from '../period.ts'
import type { WarningRules } from '../plan.ts'
import { text } from '../text.ts'
import type { Sign } from './sign.ts'
import { computeStanding, type Standing } from './standing.ts'
import type { NewEvent, Warning, WarningLevel } from './warning.ts'

export interface Meeting {
  readonly signs: readonly Sign[]
  readonly rules: WarningRules
  /** The newest warning of the subject, open or ended. */
  readonly warning: Warning | undefined
  readonly on: Day
  /** The highest step of the ladder on which someone would hear of it: no warning is said to go where nobody stands. */
  readonly top: number
  /** Over as soon as what it warns of is gone: no hysteresis, and no revision to undo it. */
  readonly endsAtOnce?: boolean
}

const ENDED = ['closed', 'withdrawn']
const RANK = { yellow: 1, red: 2 } as const

/** Whether a warning still lives. */
export const isOpen = (warning: Warning): boolean => !ENDED.includes(warning.stage)

const eventOf = (
  kind: NewEvent['kind'],
  level: WarningLevel,
  { sign, on }: Pick<At, 'sign' | 'on'>,
): NewEvent => ({
  on,
  kind,
  level,
  period: sign.period,
  actor: 'beizeng',
  reasons: sign.reasons,
  derivation: sign.derivation,
  act: null,
})

interface At extends Pick<Meeting, 'on' | 'top' | 'rules'> {
  readonly sign: Sign
  readonly endsAtOnce: boolean
}

const escalations = (steps: number, level: WarningLevel, at: At): NewEvent[] =>
  Array.from({ length: Math.max(0, steps) }, () => eventOf('escalated', level, at))

const levelChange = (warning: Warning, level: WarningLevel, at: At): NewEvent[] => {
  if (level === warning.level) return []
  return [eventOf(level === 'red' ? 'worsened' : 'eased', level, at)]
}

/** What it stood on and what the figure is now: a revision undid it. */
const undone = (warning: Warning, sign: Sign): Sign => {
  const was = warning.reasons[0] ?? warning.derivation
  const stood = text(`修订后不再成立；原依据：${was.zh}`, `undone by a revision; it stood on: ${was.en}`)
  return { ...sign, reasons: [stood, ...sign.reasons] }
}

/** Steps that periods at red have taken it up; those that silence of the recipients took are counted apart. */
const stepsOfPeriods = ({ events }: Warning): number => events.filter((e) => e.kind === 'escalated').length

/**
 * Steps up that periods at red call for now. What was called for where nobody stood higher goes up when someone does, and
 * the figures are still as red for as long.
 */
const stepsUp = (warning: Warning, { step, red }: Standing, { top, rules }: At): number =>
  red < rules.periodsToEscalate ? 0 : Math.min(step - stepsOfPeriods(warning), top - warning.step)

/** Good figures that do not yet lower the warning say what they wait for, lest a red warning read 达到进度. */
const waiting = (sign: Sign, { periodsToFall: periods }: WarningRules): Sign => {
  const [reason, ...more] = sign.reasons
  if (sign.level !== null || !reason) return sign
  const flash = sign.firm
    ? text('', '')
    : text('；快报不能解除预警，待核实数据', '; a flash figure ends none')
  const said = text(
    `${reason.zh}；须连续 ${periods} 期如此，预警才减轻${flash.zh}`,
    `${reason.en}; the warning eases only after ${periods} such periods in a row${flash.en}`,
  )
  return { ...sign, reasons: [said, ...more] }
}

const meetOpen = (warning: Warning, standing: Standing, at: At): NewEvent[] => {
  const { level } = standing
  if (at.sign.level === 'unknown') return []
  const newer = comparePeriods(at.sign.period, warning.period) > 0
  if (level === null) {
    // A preliminary figure may not end a warning, by whatever name.
    if (!at.sign.firm) return []
    if (newer || at.endsAtOnce) return [eventOf('closed', warning.level, at)]
    return [eventOf('withdrawn', warning.level, { ...at, sign: undone(warning, at.sign) })]
  }
  const changes = [
    ...levelChange(warning, level, at),
    ...escalations(stepsUp(warning, standing, at), level, at),
  ]
  return changes.length === 0 && newer
    ? [eventOf('continued', level, { ...at, sign: waiting(at.sign, at.rules) })]
    : changes
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
  act: null,
})

/**
 * The newest sign, and before its reasons why the last one stood at the level that still holds: that alone, for what is noted
 * of the one figure is noted of the other too.
 */
const grounds = (signs: readonly Sign[], newest: Sign, { level }: Standing): Sign => {
  const behind =
    newest.level === null && level !== null ? signs.findLast((s) => s.level === level) : undefined
  return behind ? { ...newest, reasons: [...behind.reasons.slice(0, 1), ...newest.reasons] } : newest
}

/**
 * Whether a person closed it for what the figures still say: neither the same nor a better figure of that period, nor
 * the better ones after it, raise it anew; a worse one does.
 */
const isSettled = (warning: Warning | undefined, sign: Sign, level: WarningLevel): boolean => {
  if (!warning?.events.some((e) => e.kind === 'closed' && e.act)) return false
  if (comparePeriods(sign.period, warning.period) > 0) return sign.level === null
  return RANK[level] <= RANK[warning.level]
}

/**
 * The events that today's signs call for. Asking twice gives nothing the second time. A better figure for the very period
 * that was warned of withdraws the warning (a revision undid it), better figures for later periods close it; what cannot be
 * told never ends it. What a person closed stays closed until there is a figure that he has not seen and that is behind.
 */
export const reconcileWarning = ({
  signs,
  warning,
  on,
  top,
  endsAtOnce = false,
  ...plan
}: Meeting): NewEvent[] => {
  const rules = endsAtOnce ? { ...plan.rules, periodsToFall: 1 } : plan.rules
  const standing = computeStanding(signs, rules)
  const { level } = standing
  const gone = level === null && signs.every((s) => s.period !== warning?.period)
  if (warning && isOpen(warning) && gone && !endsAtOnce) return [withdrawal(warning, on)]
  const sign = signs.at(-1)
  if (!sign) return []
  const at = { on, top, rules, endsAtOnce }
  if (warning && isOpen(warning)) return meetOpen(warning, standing, { sign, ...at })
  if (level === null || sign.level === 'unknown' || isSettled(warning, sign, level)) return []
  const opening = { ...at, sign: grounds(signs, sign, standing) }
  return [eventOf('opened', level, opening), ...escalations(Math.min(standing.step, top), level, opening)]
}
