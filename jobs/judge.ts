/** Knows the step from observations to verdicts and warnings of a plan in a region, on the newest day of knowledge. */
import { z } from 'zod'
import { judgeHistory } from '../indicators/assessment.ts'
import { parsePlanCode, parseRegionCode } from '../indicators/codes.ts'
import type { Observation } from '../indicators/observation.ts'
import { addDays, parseDay, type Day } from '../indicators/period.ts'
import type { Plan } from '../indicators/plan.ts'
import { assessPlan, listPlanVariables, type IndicatorAssessment } from '../indicators/plan-assessment.ts'
import { SIGN_READERS } from '../indicators/warnings/index.ts'
import { reconcileWarning, type NewEvent } from '../indicators/warnings/reconcile.ts'
import { foldWarning } from '../indicators/warnings/warning-log.ts'
import type { WarningSubject } from '../indicators/warnings/warning.ts'
import { appendAssessments } from '../storage/assessments.ts'
import { appendIndicatorValues } from '../storage/indicator-values.ts'
import { listObservations } from '../storage/observations.ts'
import type { Tx } from '../storage/schema.ts'
import { appendWarningEvents, appendWarnings, listWarnings, type StoredWarning } from '../storage/warnings.ts'
import { readPlan } from './read-plan.ts'
import type { Prepare } from './step.ts'

const payloadSchema = z.object({
  plan: z.string().transform(parsePlanCode),
  region: z.string().transform(parseRegionCode),
  /** The day of a decision at the desk that made the judging necessary. */
  notBefore: z.string().transform(parseDay).optional(),
})

/** Later than any figure: what is read is everything that is known. */
const EVER = parseDay('9999-12-31')

const newestDay = (observations: readonly Observation[], notBefore: Day | undefined): Day | undefined =>
  [...observations.map((o) => o.vintage.known), ...(notBefore ? [notBefore] : [])].toSorted().at(-1)

interface Change {
  readonly subject: WarningSubject
  /** The warning that goes on; undefined where the first event opens one. */
  readonly number: string | undefined
  readonly sequence: number
  readonly events: readonly NewEvent[]
}

interface Scene {
  readonly plan: Plan
  readonly on: Day
  readonly stored: readonly StoredWarning[]
}

const changeOf = (
  { indicator, assessment, values }: IndicatorAssessment,
  { kind, read }: (typeof SIGN_READERS)[number],
  { plan, on, stored }: Scene,
): Change[] => {
  const { region } = assessment
  const subject = { plan: plan.code, indicator: indicator.code, region, kind }
  const newest = stored.findLast(
    ({ subject: s }) => s.indicator === indicator.code && s.region === region && s.kind === kind,
  )
  const warning = newest && foldWarning(newest, { plan, asOf: on })
  const history = judgeHistory({ plan, indicator, region, values, asOf: on })
  const signs = read(history, plan.warningRules)
  const events = reconcileWarning({ signs, rules: plan.warningRules, warning, on })
  if (events.length === 0) return []
  const opens = events[0]?.kind === 'opened'
  return [
    {
      subject,
      number: opens ? undefined : newest?.number,
      sequence: opens ? 1 : (newest?.events.length ?? 0) + 1,
      events,
    },
  ]
}

const saveChange = async (tx: Tx, change: Change, { plan, on }: Scene): Promise<void> => {
  const indicator = plan.indicators.find((i) => i.code === change.subject.indicator)
  const fresh = {
    subject: change.subject,
    openedAt: on,
    replyBy: addDays(on, plan.warningRules.replyDays),
    responsible: (indicator?.responsible ?? []).map(({ unit, name }) => ({ unit, name })),
  }
  const number = change.number ?? (await appendWarnings(tx, [fresh]))[0]
  if (number === undefined) throw new Error('a new warning got no number')
  await appendWarningEvents(
    tx,
    change.events.map((event, index) => ({ ...event, warning: number, sequence: change.sequence + index })),
  )
}

/**
 * Judges on the day of the newest figure, so that a replay in the order of publication judges on each of those days, and a
 * figure that arrives late is judged with everything that is known by then. Reads and writes in one transaction.
 */
export const prepareJudge: Prepare = async (raw, { catalogue }) => {
  const { plan: code, region, notBefore } = payloadSchema.parse(raw)
  const plan = readPlan(catalogue, code)
  return async (tx) => {
    const observations = await listObservations(tx, {
      asOf: EVER,
      variables: listPlanVariables(plan),
      region,
    })
    const on = newestDay(observations, notBefore)
    if (on === undefined) return []
    const assessed = assessPlan({ plan, region, asOf: on }, observations)
    const scene = { plan, on, stored: await listWarnings(tx, { plan: plan.code }) }
    const computed = assessed.flatMap(({ values }) => values)
    await appendIndicatorValues(
      tx,
      computed.map((value) => ({ plan: plan.code, planVersion: plan.version, value })),
    )
    await appendAssessments(
      tx,
      assessed.map((a) => a.assessment),
    )
    for (const change of assessed.flatMap((a) =>
      SIGN_READERS.flatMap((reader) => changeOf(a, reader, scene)),
    ))
      await saveChange(tx, change, scene)
    return []
  }
}
