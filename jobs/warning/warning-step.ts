/** Knows how a person's step in the life of a warning is taken: read, decided and written in one transaction. */
import type { Catalogue } from '../../indicators/catalogue.ts'
import { InputError } from '../../indicators/input-error.ts'
import { EVER, type Day } from '../../indicators/period.ts'
import type { Plan } from '../../indicators/plan.ts'
import { text } from '../../indicators/text.ts'
import type { Wish } from '../../indicators/warnings/act.ts'
import { kindOf } from '../../indicators/warnings/index.ts'
import { decideStep, type EarlierAnswer } from '../../indicators/warnings/life.ts'
import { foldWarning } from '../../indicators/warnings/warning-log.ts'
import type { Sign } from '../../indicators/warnings/sign.ts'
import type { Warning, WarningEvent } from '../../indicators/warnings/warning.ts'
import type { Db, Tx } from '../../storage/schema.ts'
import { findSeal, type Seal } from '../../storage/warning-chain.ts'
import { insertJobs } from '../../storage/jobs.ts'
import { appendWarningEvents, listWarnings, type StoredWarning } from '../../storage/warnings.ts'
import { assessNewest, signsOf } from './newest-signs.ts'
import { notifyRequests, speakRequests } from './notify-request.ts'
import { readPlan } from '../read-plan.ts'
import type { StepContext } from '../step.ts'

/** A warning as it stands, and its plan. */
export interface Standing {
  readonly plan: Plan
  readonly warning: Warning
}

const unknownNumber = (number: string): InputError =>
  new InputError([
    {
      where: text('预警编号', 'number of the warning'),
      found: number,
      expected: text('warnings 命令列出的编号', 'a number that `warnings` lists'),
    },
  ])

/** Which warning, as it stood when. */
export interface Asked {
  readonly number: string
  readonly asOf: Day
  /** The last of its steps that counts; every one of that day when absent. */
  readonly through?: number
}

const standingOf = (
  stored: readonly StoredWarning[],
  { number, catalogue, asOf, through = Infinity }: Asked & { readonly catalogue: Catalogue },
): Standing => {
  const one = stored.find((w) => w.number === number)
  const plan = one && readPlan(catalogue, one.subject.plan)
  const events = one?.events.filter((e) => e.sequence <= through) ?? []
  const warning = plan && foldWarning({ ...one, events }, { plan, asOf })
  if (!warning) throw unknownNumber(number)
  return { plan, warning }
}

/** A warning by its number, as it stood on a day. @throws InputError when there is none. */
export const readWarning = async (
  { storage: { db }, catalogue }: Pick<StepContext, 'storage' | 'catalogue'>,
  asked: Asked,
): Promise<Standing> => standingOf(await listWarnings(db, { asOf: asked.asOf }), { ...asked, catalogue })

const newestSign = async (
  context: Pick<StepContext, 'catalogue' | 'clock'>,
  db: Db,
  { plan, warning }: Standing,
): Promise<Sign | undefined> => {
  const newest = await assessNewest(context, db, { plan, region: warning.region })
  const kind = kindOf(warning.kind)
  const one = newest?.assessed.find((a) => a.indicator.code === warning.indicator)
  return newest && one && kind && signsOf(one, kind, newest).at(-1)
}

const answerOf = ({ warning, act }: WarningEvent): EarlierAnswer[] =>
  act?.kind === 'explained' ? [{ warning, cause: act.cause, measures: act.measures }] : []

/** What was answered before on this subject, whatever the number of the notice. */
const earlierAnswers = (
  stored: readonly StoredWarning[],
  { plan, indicator, region }: Warning,
): EarlierAnswer[] =>
  stored
    .filter(
      (w) => w.subject.plan === plan && w.subject.indicator === indicator && w.subject.region === region,
    )
    .flatMap((w) => w.events.flatMap(answerOf))

/** A step that was taken, with its seal: who keeps the seal can show later that the log up to here is the same. */
export interface Taken {
  readonly event: WarningEvent
  readonly warning: Warning
  readonly seal: Seal
  /** The jobs that tell of it by letter. */
  readonly jobs: readonly number[]
}

/** Steps of one warning never go back in time, though a figure may have been published for a later day than today. */
const dayOf = ({ changedAt }: Warning, today: Day): Day => (today < changedAt ? changedAt : today)

/** A person and what he wants. */
export interface Step {
  readonly wish: Wish
  readonly actor: string
}

type Context = Pick<StepContext, 'catalogue' | 'clock'>

const takeStep = async (
  tx: Tx,
  { catalogue, clock }: Context,
  { number, wish, actor }: Step & { readonly number: string },
): Promise<Taken> => {
  const stored = await listWarnings(tx)
  const before = standingOf(stored, { number, catalogue, asOf: EVER })
  const on = dayOf(before.warning, clock.today())
  // As of the day: a silence that is over by the end of time may last today.
  const standing = standingOf(stored, { number, catalogue, asOf: on })
  const event: WarningEvent = {
    ...decideStep(standing.warning, {
      wish,
      actor,
      on,
      rules: standing.plan.warningRules,
      sign: wish.kind === 'closed' ? await newestSign({ catalogue, clock }, tx, standing) : undefined,
      earlier: earlierAnswers(stored, standing.warning),
    }),
    warning: number,
    sequence: standing.warning.events.length + 1,
    at: clock.now(),
  }
  await appendWarningEvents(tx, [event])
  const seal = await findSeal(tx, event)
  if (!seal) throw new Error(`the step of warning ${number} was not sealed`)
  const { warning } = standingOf(await listWarnings(tx), { number, catalogue, asOf: on })
  const jobs = [
    ...notifyRequests(warning.kind, [event]),
    ...(event.kind === 'unsilenced' ? speakRequests(warning) : []),
  ]
  const inserted = await insertJobs(tx, { now: clock.now(), jobs })
  return { event, warning, seal, jobs: inserted.map((job) => job.id) }
}

type Steps = readonly [Step, ...Step[]]

const takeAll = async (
  tx: Tx,
  context: Context,
  { number, steps: [first, ...rest] }: { readonly number: string; readonly steps: Steps },
): Promise<Taken> => {
  let taken = await takeStep(tx, context, { ...first, number })
  for (const step of rest) {
    const { jobs } = taken
    taken = await takeStep(tx, context, { ...step, number })
    taken = { ...taken, jobs: [...jobs, ...taken.jobs] }
  }
  return taken
}

/** Thrown where nothing is wrong, so that nothing is written. */
class Rehearsed extends Error {}

/**
 * Takes the steps and takes them back: what will be refused is refused before anything is kept for it.
 * @throws InputError as `takeWarningSteps` does.
 */
export const rehearseWarningSteps = async (
  context: Context & Pick<StepContext, 'storage'>,
  number: string,
  steps: Steps,
): Promise<void> => {
  const rehearsal = context.storage.transaction(async (tx) => {
    await takeAll(tx, context, { number, steps })
    throw new Rehearsed()
  })
  await rehearsal.catch((error: unknown) => {
    if (!(error instanceof Rehearsed)) throw error
  })
}

/**
 * Takes steps for people, one after the other: all of them or none. Returns the last. Nothing here moves a light.
 * @throws InputError when a step is not open or says nothing.
 */
export const takeWarningSteps = async (
  context: Context & Pick<StepContext, 'storage' | 'bell'>,
  number: string,
  steps: Steps,
): Promise<Taken> => {
  const last = await context.storage.transaction((tx) => takeAll(tx, context, { number, steps }))
  context.bell.ring()
  return last
}
