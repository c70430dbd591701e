/** Knows the weekly message (预警周报): what is new, worse, eased, going on and over since this recipient was last told. */
import type { Assessment } from './assessment.ts'
import type { PlanCode, ReportingUnitCode } from './codes.ts'
import { composeMissing, type DigestMissing, type MissingReport } from './digest-missing.ts'
import { composeLine, isOver, type DigestLine, type LineSetting, type Told } from './digest-line.ts'
import { composeReds, type DigestRed } from './digest-red.ts'
import type { Light } from './light.ts'
import { lightWord } from './light-word.ts'
import { listResponsible, type Plan, type Thresholds } from './plan.ts'
import { hears, type Recipient } from './recipient.ts'
import type { Outcome, Submission } from './submission.ts'
import { text, type Text } from './text.ts'
import type { Silence, Warning, WarningLevel } from './warnings/warning.ts'
import { weeksBetween, type Week } from './week.ts'

/** The sections in the order in which they are read. */
export const DIGEST_SECTIONS = {
  new: text('新增', 'new'),
  worse: text('加重', 'worse'),
  eased: text('减轻', 'eased'),
  ended: text('已恢复或销号', 'recovered or closed'),
  withdrawn: text('撤回', 'withdrawn'),
  continuing: text('延续', 'continuing'),
} as const satisfies Record<string, Text>
export type DigestSection = keyof typeof DIGEST_SECTIONS

/** A file of the week that was sent back, must be explained, or could not be read. */
export interface OpenSubmission {
  readonly file: string
  readonly unit: string | null
  readonly outcome: Outcome
  readonly reason: Text | null
}

/** A warning that is silenced, with the reason, who answers for it, and its end. */
export interface SilencedLine {
  readonly number: string
  readonly name: string
  readonly level: WarningLevel
  readonly silence: Silence
}

export interface Digest {
  readonly plan: { readonly code: PlanCode; readonly name: string; readonly thresholds: Thresholds }
  readonly recipient: Recipient
  readonly week: Week
  /** The week of his last digest; null before his first. */
  readonly since: Week | null
  readonly lights: Readonly<Record<Light, number>>
  readonly sections: Readonly<Record<DigestSection, readonly DigestLine[]>>
  readonly grey: readonly { readonly name: string; readonly reason: Text }[]
  /** Every red in his scope, reported upwards to him or not. */
  readonly reds: readonly DigestRed[]
  /** Warnings that are silenced: told as such, and not as warnings. */
  readonly silenced: readonly SilencedLine[]
  readonly missing: DigestMissing
  readonly submissions: { readonly received: number; readonly open: readonly OpenSubmission[] }
  /** Some figure shown here was made up for a rehearsal (合成数据). */
  readonly synthetic: boolean
  /**
   * `news`: anything besides what goes on as he knows it. `quiet`: nothing, and he wants to hear even so after so many
   * weeks. `none`: he is not written to.
   */
  readonly occasion: 'news' | 'quiet' | 'none'
  /** What to remember once this digest was sent: the whole map, earlier entries included. */
  readonly told: ReadonlyMap<string, Told>
  /** Whom to ask, as the operator wrote it; nobody when undefined. */
  readonly contact: string | undefined
}

export interface DigestInput extends LineSetting {
  readonly recipient: Recipient
  /** All warnings of the plan as of the week's end, those that are over included. */
  readonly warnings: readonly Warning[]
  /** The receipts of the week. */
  readonly submissions: readonly Submission[]
  /** The week in which he was last written to; null when he never was. */
  readonly lastWeek: Week | null
  /** Every report of the plan that is missing at the week's end. */
  readonly missing: readonly MissingReport[]
  readonly contact: string | undefined
}

const ownUnit = ({ scope }: Recipient): ReportingUnitCode | null =>
  scope.kind === 'reporting-unit' ? scope.unit : null

const inScope = ({ plan, recipient, warnings }: DigestInput): Warning[] =>
  warnings.filter((w) => w.plan === plan.code && hears(recipient, w.responsible))

/** A recipient on a higher step hears only of what was escalated to him, and of how that goes on. */
const warningsFor = (input: DigestInput): Warning[] =>
  inScope(input).filter((w) => w.step >= input.recipient.step || input.lastTold.has(w.number))

/**
 * The section of a warning since a recipient was last told of it; undefined when there is nothing to say: silenced, its
 * end already told, or over before he ever heard of it.
 */
const findSection = (
  warning: Pick<Warning, 'level' | 'state'>,
  last: Told | undefined,
): DigestSection | undefined => {
  if (warning.state === 'silenced') return undefined
  const known = last !== undefined && !isOver(last.state)
  if (isOver(warning.state)) {
    if (!known) return undefined
    return warning.state === 'closed' ? 'ended' : 'withdrawn'
  }
  if (!known) return 'new'
  if (warning.level === last.level) return 'continuing'
  return warning.level === 'red' ? 'worse' : 'eased'
}

/** Red before yellow, then in the order of the plan, then by number. */
const inReadingOrder = (warnings: readonly Warning[], plan: Plan): Warning[] => {
  const place = new Map(plan.indicators.map((indicator, index) => [indicator.code, index]))
  return warnings.toSorted(
    (a, b) =>
      Number(b.level === 'red') - Number(a.level === 'red') ||
      (place.get(a.indicator) ?? 0) - (place.get(b.indicator) ?? 0) ||
      (a.number < b.number ? -1 : 1),
  )
}

const sectionsOf = (warnings: readonly Warning[], input: DigestInput): Digest['sections'] => {
  const ordered = inReadingOrder(warnings, input.plan)
  const lines = (section: DigestSection): DigestLine[] =>
    ordered
      .filter((w) => findSection(w, input.lastTold.get(w.number)) === section)
      .map((w) => composeLine(w, input))
  return {
    new: lines('new'),
    worse: lines('worse'),
    eased: lines('eased'),
    ended: lines('ended'),
    withdrawn: lines('withdrawn'),
    continuing: lines('continuing'),
  }
}

const toldAfter = (warnings: readonly Warning[], lastTold: DigestInput['lastTold']): Map<string, Told> =>
  new Map([
    ...lastTold,
    ...warnings
      .filter((w) => findSection(w, lastTold.get(w.number)) !== undefined)
      .map((w): [string, Told] => [w.number, { level: w.level, state: w.state }]),
  ])

const countLights = (assessments: readonly Assessment[]): Record<Light, number> => {
  const counts: Record<Light, number> = { green: 0, blue: 0, yellow: 0, red: 0, grey: 0 }
  for (const { light } of assessments) counts[light] += 1
  return counts
}

const assessmentsFor = ({ plan, recipient, assessments, week }: DigestInput): Assessment[] =>
  assessments.filter((a) => {
    const indicator = plan.indicators.find((i) => i.code === a.indicator)
    return (
      a.plan === plan.code && indicator !== undefined && hears(recipient, listResponsible(indicator, week.to))
    )
  })

const greyOf = (assessments: readonly Assessment[]): Digest['grey'] =>
  assessments
    .filter((a) => a.light === 'grey')
    .map((a) => ({ name: a.name, reason: a.reasons[0] ?? lightWord(a) }))

const NEEDS_WORK = new Set<Outcome>(['returned', 'to-explain', 'refused'])

const findingText = ({ findings }: Submission): Text | null => {
  const [first] = findings
  if (!first) return null
  const place = [first.sheet, first.cell].filter((p) => p !== '').join('!')
  return text(
    `${place} 发现「${first.found}」，应为${first.expected.zh}`.trim(),
    `${place} found “${first.found}”, expected ${first.expected.en}`.trim(),
  )
}

const submissionsOf = ({ plan, recipient, submissions }: DigestInput): Digest['submissions'] => {
  const unit = ownUnit(recipient)
  const own = submissions.filter((s) => unit === null || s.unit === unit)
  const units = new Map(plan.indicators.flatMap((i) => i.responsible.map((r) => [r.unit, r.name])))
  const open = own
    .filter((s) => NEEDS_WORK.has(s.outcome))
    .map((s) => ({
      file: s.file,
      unit: s.unit && (units.get(s.unit) ?? s.unit),
      outcome: s.outcome,
      reason: findingText(s),
    }))
  return { received: own.length, open }
}

/** A recipient who is never written to cannot tell a quiet week from a broken program. */
const occasionOf = (
  hasNews: boolean,
  { recipient: { quietWeeks }, lastWeek, week }: DigestInput,
): Digest['occasion'] => {
  if (hasNews) return 'news'
  if (quietWeeks === undefined) return 'none'
  return lastWeek === null || weeksBetween(lastWeek.to, week.to) >= quietWeeks ? 'quiet' : 'none'
}

const silencedOf = (warnings: readonly Warning[], plan: Plan): SilencedLine[] =>
  warnings.flatMap(({ number, indicator, level, silence }) => {
    const name = plan.indicators.find((i) => i.code === indicator)?.name ?? indicator
    return silence ? [{ number, name, level, silence }] : []
  })

/**
 * Composes the weekly message for one recipient: his scope only, since what he was last told. The end of a warning that
 * he never heard of is not announced. Source: METHOD, section 6.
 */
export const composeDigest = (input: DigestInput): Digest => {
  const { plan, recipient, week, lastTold } = input
  const warnings = warningsFor(input)
  const assessments = assessmentsFor(input)
  const sections = sectionsOf(warnings, input)
  const submissions = submissionsOf(input)
  const silenced = silencedOf(warnings, plan)
  const missing = composeMissing(input.missing, { unit: ownUnit(recipient), week })
  const changed = [sections.new, sections.worse, sections.eased, sections.ended, sections.withdrawn]
  const moved =
    changed.some((lines) => lines.length > 0) ||
    sections.continuing.some((line) => line.escalated || line.updated)
  // Who stands above the work hears of warnings; files, silences and missing reports are for those who do it.
  const owed =
    recipient.step === 0 &&
    (submissions.open.length > 0 ||
      missing.fresh.length > 0 ||
      silenced.some(({ silence }) => silence.since >= week.from))
  return {
    plan: { code: plan.code, name: plan.name, thresholds: plan.thresholds },
    recipient,
    week,
    since: input.lastWeek,
    lights: countLights(assessments),
    sections,
    grey: greyOf(assessments),
    reds: composeReds(inScope(input), { ...input, assessments }),
    silenced,
    missing,
    contact: input.contact,
    submissions,
    synthetic: assessments.some((a) => a.value?.synthetic),
    occasion: occasionOf(moved || owed, input),
    told: toldAfter(warnings, lastTold),
  }
}
