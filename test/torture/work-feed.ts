/** Knows what comes next in the torture of work, from the ledger alone, so that whoever was killed over it can go on. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { systemClock } from '../../app.ts'
import { listOpenFindings } from '../../indicators/desk.ts'
import { addDays } from '../../indicators/period.ts'
import { weekOf } from '../../indicators/week.ts'
import { readCase, takeStep } from '../../jobs/submission/desk.ts'
import { requestJobs } from '../../jobs/ledger/ledger.ts'
import type { Clock, JobRequest, StepContext } from '../../jobs/step.ts'
import { composeSubmission } from '../../jobs/submission/submit.ts'
import { superviseRequest } from '../../jobs/supervise.ts'
import { listJobs } from '../../storage/jobs.ts'
import type { Db } from '../../storage/schema.ts'
import { listSubmissions } from '../../storage/submissions.ts'
import { dayOfWave, nameOfFile, type Load } from './work-load.ts'

/** Where the files of a load lie, and how many there are. */
export interface Feed {
  readonly root: string
  readonly load: Load
}

/** How far a run has come. */
export interface Position {
  /** The wave that was put into the ledger last; -1 before the first. */
  readonly wave: number
  /** The city of the plan sent its file too, after the others: so it has the same numbers in every run. */
  readonly whole: boolean
  /** Its evening work was asked for too. */
  readonly evening: boolean
}

/** The clock of a run: it stands in the morning of its wave or in the evening, plus what `elapsed` says. */
export const openWaveClock = (load: Load, position: () => Position, elapsed: () => number): Clock => {
  const now = (): string => {
    const { wave, evening } = position()
    const hour = evening ? '10' : '01'
    return systemClock.later(`${dayOfWave(Math.max(0, wave), load)}T${hour}:00:00.000Z`, elapsed())
  }
  return { ...systemClock, now, today: () => systemClock.dayOf(now()) }
}

const EVENING = 'evening/'

/** Reads how far a run has come from its ledger. What is put there together is there whole or not at all. */
export const readPosition = async (db: Db, { cities }: Load): Promise<Position> => {
  const jobs = await listJobs(db, { kinds: ['ingest', 'backup'] })
  const ingested = jobs.filter((job) => job.kind === 'ingest').length
  const rest = ingested % cities
  if (rest !== 0 && rest !== cities - 1) throw new Error(`${ingested} files: a wave was split`)
  const wave = Math.ceil(ingested / cities) - 1
  const evening = jobs.some((job) => job.key === `${EVENING}${wave}`)
  return { wave, whole: rest === 0, evening }
}

const backupRequest = (key: string): JobRequest => ({ kind: 'backup', key, payload: {} })

const submitFiles = async (
  files: readonly string[],
  { root }: Feed,
  context: StepContext,
): Promise<readonly JobRequest[]> => {
  const requests: JobRequest[] = []
  for (const file of files) {
    const bytes = await readFile(join(root, 'files', file))
    requests.push(...(await composeSubmission({ file, bytes, given: {} }, context)).jobs)
  }
  return requests
}

/** The files of a wave but that of the plan's city. */
const submitOthers = async (wave: number, feed: Feed, context: StepContext): Promise<void> => {
  const files = Array.from({ length: feed.load.cities - 1 }, (_, n) => nameOfFile(wave, n + 1))
  const requests = await submitFiles(files, feed, context)
  await requestJobs(context, [backupRequest(`morning/${wave}`), ...requests])
}

/** What the bureau does in the afternoon: releases what waits for it. True when it did something. */
const release = async (context: StepContext): Promise<boolean> => {
  const waiting = (await listSubmissions(context.storage.db)).filter((s) => s.outcome === 'to-explain')
  for (const { id } of waiting) {
    const [finding] = listOpenFindings(await readCase(context.storage.db, id), 'released')
    if (finding === undefined) continue
    const wish = { kind: 'released', finding, text: '已与单位核实' } as const
    await takeStep(context, { id, wish, actor: '演练' })
    return true
  }
  return false
}

/** The work of the evening, as the schedule asks for it: first what warnings have come to, then what is told of them. */
const eveningWork = (wave: number, { load }: Feed, { catalogue }: StepContext): readonly JobRequest[] => {
  const day = dayOfWave(wave, load)
  return [
    backupRequest(`${EVENING}${wave}`),
    ...catalogue.plans.flatMap(({ code, region }): JobRequest[] => [
      { kind: 'judge', key: `night/${day}`, payload: { plan: code, region } },
      superviseRequest(code, addDays(day, 1)),
    ]),
  ]
}

const nightWork = (wave: number, { load }: Feed, { catalogue }: StepContext): readonly JobRequest[] => {
  const asOf = dayOfWave(wave, load)
  const { label: week } = weekOf(asOf)
  const year = Number(asOf.slice(0, 4)) - 1
  return catalogue.plans.flatMap(({ code: plan, region }): JobRequest[] => [
    { kind: 'digest', key: `${plan}/${week}`, payload: { plan, week } },
    { kind: 'assess', key: `${plan}/${asOf}`, payload: { plan, region, year, asOf } },
  ])
}

/** Puts the next work into a ledger in which nothing waits; false when all is done. `enter` sets the clock. */
export const feedNext = async (
  feed: Feed,
  context: StepContext,
  enter: (position: Position) => void,
): Promise<boolean> => {
  const position = await readPosition(context.storage.db, feed.load)
  const { wave, whole, evening } = position
  enter(position)
  if (!whole) await requestJobs(context, await submitFiles([nameOfFile(wave, 0)], feed, context))
  else if (wave >= 0 && !evening) {
    if (await release(context)) return true
    enter({ ...position, evening: true })
    await requestJobs(context, eveningWork(wave, feed, context))
  } else if (wave >= 0 && (await requestJobs(context, nightWork(wave, feed, context))).length > 0) {
    return true
  } else if (wave + 1 < feed.load.waves) {
    enter({ wave: wave + 1, whole: false, evening: false })
    await submitOthers(wave + 1, feed, context)
  } else return false
  return true
}
