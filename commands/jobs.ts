/** Knows the command `jobs`: the ledger of work, the history of one job, a fresh start, and working off what is due. */
import type { Command } from 'commander'
import { z } from 'zod'
import { InputError } from '../indicators/input-error.ts'
import { text } from '../indicators/text.ts'
import { settleJobs } from '../jobs/ledger/settle.ts'
import { findJob } from '../storage/job-family.ts'
import { listJobEvents, listJobs, retryJob, type Job } from '../storage/jobs.ts'
import { JOB_STATES } from '../storage/tables/job.ts'
import { renderListing } from './columns.ts'
import { describeJob, JOB_HEADER, jobColumns, jobEventColumns, JOB_EVENT_HEADER } from './job-text.ts'
import { jsonOption, parseOptions } from './options.ts'
import { printJson, printLines, say, type AddCommand, type Opened, type Session } from './session.ts'

const listSchema = z.object({
  state: z.enum(JOB_STATES).optional(),
  all: z.boolean().default(false),
  json: jsonOption,
})

const NONE = text('没有作业', 'no jobs')
const NO_EVENTS = text('没有经过', 'no history')

/** On a terminal, of the jobs that are done, only the newest. */
const DONE_SHOWN = 30
const schema = z.object({ json: jsonOption })

/** The job with the number that a person gave. @throws InputError */
const readJob = async ({ storage }: Opened, given: string): Promise<Job> => {
  const job = /^\d{1,15}$/.test(given) ? await findJob(storage.db, Number(given)) : undefined
  if (job) return job
  const expected = text('jobs 命令列出的编号', 'a number that `jobs` lists')
  throw new InputError([{ where: text('作业编号', 'job'), found: given, expected }])
}

/** What a person looks for: everything that is not done, and what was done last. */
const withoutOldDone = (jobs: readonly Job[]): readonly Job[] => {
  const done = jobs.filter(({ state }) => state === 'done')
  const old = new Set(done.slice(0, Math.max(0, done.length - DONE_SHOWN)))
  return jobs.filter((job) => !old.has(job))
}

const list = async (raw: unknown, session: Session): Promise<void> => {
  const { json, state, all } = parseOptions(listSchema, raw)
  const { storage, clock } = await session.open()
  const jobs = await listJobs(storage.db, state === undefined ? {} : { states: [state] })
  const now = clock.now()
  if (json) return printJson(session, { jobs: jobs.map((job) => describeJob(job, now)) })
  const shown = all || state !== undefined ? jobs : withoutOldDone(jobs)
  const left = jobs.length - shown.length
  const more = text(
    `另有 ${left} 项较早完成的作业，用 --all 列出`,
    `${left} more that were done before: list them with --all`,
  )
  printLines(session, [
    ...renderListing(
      { header: JOB_HEADER, rows: shown.map((job) => jobColumns(job, now, session.language)), none: NONE },
      session,
    ),
    ...(left > 0 ? [say(session, more)] : []),
  ])
}

const show = async (given: string, raw: unknown, session: Session): Promise<void> => {
  const { json } = parseOptions(schema, raw)
  const app = await session.open()
  const job = await readJob(app, given)
  const events = await listJobEvents(app.storage.db, job.id)
  if (json) return printJson(session, { job: describeJob(job, app.clock.now()), events })
  const own = [jobColumns(job, app.clock.now(), session.language)]
  const rows = events.map((event) => jobEventColumns(event, session.language))
  printLines(session, [
    ...renderListing({ header: JOB_HEADER, rows: own, none: NONE }, session),
    '',
    ...renderListing({ header: JOB_EVENT_HEADER, rows, none: NO_EVENTS }, session),
    ...(job.error === null ? [] : ['', job.error]),
  ])
}

const retry = async (given: string, raw: unknown, session: Session): Promise<void> => {
  const { json } = parseOptions(schema, raw)
  const app = await session.open()
  const { id, state } = await readJob(app, given)
  const retried = await app.storage.transaction((tx) => retryJob(tx, { id, now: app.clock.now() }))
  if (!retried) {
    const expected = text('失败或停放的作业', 'a job that has failed or is parked')
    throw new InputError([{ where: text(`作业 ${id}`, `job ${id}`), found: state, expected }])
  }
  const job = await readJob(app, given)
  if (json) return printJson(session, { job: describeJob(job, app.clock.now()) })
  const said = text(
    `作业 ${id} 重新排队，由常驻服务执行；没有常驻服务时请运行 jobs work`,
    `job ${id} waits again: the service takes it; without one, run \`jobs work\``,
  )
  printLines(session, [say(session, said)])
}

const work = async (session: Session): Promise<void> =>
  settleJobs(await session.open(), { worker: 'cli', jobs: [] })

export const addJobs: AddCommand = (program, session) => {
  const jobs = program
    .command('jobs')
    .description('作业台账')
    .option('--state <state>', `只看一种状态：${JOB_STATES.join('、')}`)
    .option('--all', '也列出较早完成的')
    .option('--json', '输出 JSON（总是全部）')
    .action((raw: unknown) => list(raw, session))
  jobs
    .command('show')
    .description('一项作业的经过')
    .argument('<id>', '作业编号')
    .option('--json', '输出 JSON')
    .action((id: string, _: unknown, command: Command) => show(id, command.optsWithGlobals(), session))
  jobs
    .command('retry')
    .description('让失败或停放的作业重新开始')
    .argument('<id>', '作业编号')
    .option('--json', '输出 JSON')
    .action((id: string, _: unknown, command: Command) => retry(id, command.optsWithGlobals(), session))
  jobs
    .command('work')
    .description('执行到期的作业，做完为止（没有常驻服务时用）')
    .action(() => work(session))
}
