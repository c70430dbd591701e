/** Knows the step from observations to verdicts and warnings of a plan in a region, on the newest day of knowledge. */
import { z } from 'zod'
import { parsePlanCode, parseRegionCode } from '../indicators/codes.ts'
import { addDays, EVER, parseDay, type Day } from '../indicators/period.ts'
import { listResponsible } from '../indicators/plan.ts'
import { findTopStep, listRecipients } from '../indicators/recipient.ts'
import type { IndicatorAssessment } from '../indicators/plan-assessment.ts'
import { SIGN_READERS, type KindOfWarning } from '../indicators/warnings/index.ts'
import { reconcileWarning } from '../indicators/warnings/reconcile.ts'
import { foldWarning } from '../indicators/warnings/warning-log.ts'
import type { NewEvent, WarningSubject } from '../indicators/warnings/warning.ts'
import { appendAssessments } from '../storage/assessments.ts'
import { appendIndicatorValues } from '../storage/indicator-values.ts'
import type { Tx } from '../storage/schema.ts'
import { appendWarningEvents, appendWarnings, listWarnings, type StoredWarning } from '../storage/warnings.ts'
import { assessNewest, signsOf, type Newest } from './warning/newest-signs.ts'
import { notifyRequests } from './warning/notify-request.ts'
import { readPlan } from './read-plan.ts'
import type { JobRequest, Prepare } from './step.ts'

const payloadSchema = z.object({
  plan: z.string().transform(parsePlanCode),
  region: z.string().transform(parseRegionCode),
  /** The day of a decision at the desk that made the judging necessary. */
  notBefore: z.string().transform(parseDay).optional(),
})

interface Change {
  readonly subject: WarningSubject
  /** The warning that goes on; undefined where the first event opens one. */
  readonly number: string | undefined
  readonly sequence: number
  readonly events: readonly NewEvent[]
}

interface Scene {
  readonly newest: Newest
  readonly stored: readonly StoredWarning[]
  /** The instant of writing, and its day. */
  readonly now: string
  readonly today: Day
}

/** Steps of one warning never go back in time: a late figure meets what people have done since it was published. */
const dayOf = (on: Day, before: StoredWarning | undefined): Day =>
  [on, ...(before?.events.map((e) => e.on) ?? [])].reduce((a, b) => (a < b ? b : a))

const changeOf = (one: IndicatorAssessment, reader: KindOfWarning, scene: Scene): Change[] => {
  const { newest, stored, today } = scene
  const { plan } = newest
  const { kind, endsAtOnce } = reader
  const [{ code: indicator }, { region }] = [one.indicator, one.assessment]
  const before = stored.findLast(
    ({ subject: s }) => s.indicator === indicator && s.region === region && s.kind === kind,
  )
  const warning = before && foldWarning(before, { plan, asOf: EVER })
  // What is there or not is seen today; what figures say, on the day of the newest.
  const on = dayOf(endsAtOnce ? today : newest.on, before)
  const heard = listRecipients(newest.catalogue.recipients, plan.code, today)
  const units = listResponsible(one.indicator, on)
  const events = reconcileWarning({
    signs: signsOf(one, reader, newest),
    rules: plan.warningRules,
    warning,
    on,
    top: findTopStep(heard, units),
    endsAtOnce,
  })
  if (events.length === 0) return []
  const opens = events[0]?.kind === 'opened'
  return [
    {
      subject: { plan: plan.code, indicator, region, kind },
      number: opens ? undefined : before?.number,
      sequence: opens ? 1 : (before?.events.length ?? 0) + 1,
      events,
    },
  ]
}

const saveChange = async (
  tx: Tx,
  { subject, sequence, events, ...change }: Change,
  { newest: { plan }, now, today }: Scene,
): Promise<readonly JobRequest[]> => {
  const [first] = events
  if (!first) return []
  // A figure of long ago that came in today is warned of today: its units have all their days from now.
  const served = today > first.on ? today : first.on
  const indicator = plan.indicators.find((i) => i.code === subject.indicator)
  const fresh = {
    subject,
    openedAt: first.on,
    replyBy: addDays(served, plan.warningRules.replyDays),
    responsible: (indicator ? listResponsible(indicator, first.on) : []).map(({ unit, name }) => ({
      unit,
      name,
    })),
  }
  const number = change.number ?? (await appendWarnings(tx, [fresh]))[0]
  if (number === undefined) throw new Error('a new warning got no number')
  const steps = events.map((event, index) => ({
    ...event,
    warning: number,
    sequence: sequence + index,
    at: now,
  }))
  await appendWarningEvents(tx, steps)
  return notifyRequests(subject.kind, steps)
}

/**
 * Judges on the day of the newest figure, so that a replay in the order of publication judges on each of those days, and a
 * figure that arrives late is judged with everything that is known by then. It waits for no file that is still to be read:
 * one that cannot be read for hours would hold every light. When it is read the plan is judged anew, and a warning that it
 * makes void is withdrawn. Reads and writes in one transaction.
 */
export const prepareJudge: Prepare = async (raw, { catalogue, clock }) => {
  const { plan: code, region, notBefore } = payloadSchema.parse(raw)
  const plan = readPlan(catalogue, code)
  return async (tx) => {
    const newest = await assessNewest({ catalogue, clock }, tx, {
      plan,
      region,
      ...(notBefore ? { notBefore } : {}),
    })
    if (newest === undefined) return []
    const { assessed } = newest
    const scene = {
      newest,
      stored: await listWarnings(tx, { plan: plan.code }),
      now: clock.now(),
      today: clock.today(),
    }
    const computed = assessed.flatMap(({ values }) => values)
    await appendIndicatorValues(
      tx,
      computed.map((value) => ({ plan: plan.code, planVersion: plan.version, value })),
    )
    await appendAssessments(
      tx,
      assessed.map((a) => a.assessment),
    )
    const jobs: JobRequest[] = []
    for (const change of assessed.flatMap((a) =>
      SIGN_READERS.flatMap((reader) => changeOf(a, reader, scene)),
    ))
      jobs.push(...(await saveChange(tx, change, scene)))
    return jobs
  }
}
