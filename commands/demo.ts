/** Knows the command `demo`: replays the really published values through the whole program and says where everything lies. */
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { CLASSES, type Assessment } from '../indicators/assessment.ts'
import { InputError } from '../indicators/input-error.ts'
import { LIGHT_ORDER, LIGHTS } from '../indicators/light.ts'
import { parseDay, type Day } from '../indicators/period.ts'
import { assessPlan, listPlanVariables } from '../indicators/plan-assessment.ts'
import type { Plan } from '../indicators/plan.ts'
import { text } from '../indicators/text.ts'
import { foldWarning } from '../indicators/warnings/warning-log.ts'
import { WARNING_EVENTS, WARNING_KINDS, WARNING_LEVELS } from '../indicators/warnings/warning.ts'
import { weekOf } from '../indicators/week.ts'
import { assessYear, composeAssessmentWorkbook } from '../jobs/assess.ts'
import { composeRelease, listReleases, type Release } from '../jobs/replay.ts'
import { settleSubmitted } from '../jobs/ledger/settle.ts'
import type { Clock } from '../jobs/step.ts'
import { submitWorkbook } from '../jobs/submission/submit.ts'
import { makeFolder } from '../storage/make-folder.ts'
import { listObservations } from '../storage/observations.ts'
import { listOutbox } from '../storage/outbox.ts'
import { listSubmissions } from '../storage/submissions.ts'
import { listWarnings } from '../storage/warnings.ts'
import { renderColumns, renderListing } from './columns.ts'
import { sendWeek } from './digest.ts'
import { choosePlan } from './options.ts'
import { printLines, say, type AddCommand, type Opened, type Session } from './session.ts'

/** Where it goes when no folder is named: apart from the data of every day. */
const USUAL = 'data/demo'

/**
 * A clock that a replay moves from day to day; every day begins at nine in the morning. Files of one day come a second apart:
 * the one that comes last is the one that counts.
 */
const openReplayClock = (clock: Clock): Clock & { moveTo(day: Day): void } => {
  const state = { day: parseDay('2017-01-01'), seconds: 0 }
  return {
    ...clock,
    now: () => clock.later(`${state.day}T01:00:00.000Z`, state.seconds * 1000),
    today: () => state.day,
    moveTo: (day) => {
      state.seconds = day === state.day ? state.seconds + 1 : 0
      state.day = day
    },
  }
}

const submitRelease = async (release: Release, app: Opened, folder: string): Promise<void> => {
  const { file, bytes } = await composeRelease(release, app.catalogue)
  await writeFile(join(folder, file), bytes)
  await settleSubmitted(app, 'demo', await submitWorkbook({ file, bytes, given: {} }, app))
}

interface Stage {
  readonly app: Opened
  readonly clock: ReturnType<typeof openReplayClock>
  readonly plan: Plan
  readonly folder: string
}

/** Every file on its day; on the Monday after each week in which something came, the digests of that week. */
const replay = async ({ app, clock, plan, folder }: Stage, session: Session): Promise<string[]> => {
  const releases = listReleases(app.catalogue)
  const weeks = Map.groupBy(releases, (r) => weekOf(r.day).label)
  const mails: string[] = []
  let done = 0
  for (const [week, own] of weeks) {
    for (const release of own) {
      clock.moveTo(release.day)
      await submitRelease(release, app, folder)
      done += 1
      if (session.io.terminal) session.io.err(`\r${release.day}  ${done}/${releases.length}`)
    }
    mails.push(...(await sendWeek(app, plan.code, week)).messages.map((m) => m.detail))
  }
  if (session.io.terminal) session.io.err('\n')
  return mails
}

/** The folder is the demo's own, but a database of a server may hold what units really sent: nothing is mixed into that. */
const checkEmpty = async ({ storage }: Opened): Promise<void> => {
  const { length } = await listSubmissions(storage.db)
  if (length === 0) return
  const where = text('DATABASE_URL 的数据库', 'the database of DATABASE_URL')
  const found = text(`已有 ${length} 次报送`, `${length} submissions`)
  const expected = text('空的数据库，或不设 DATABASE_URL', 'an empty database, or no DATABASE_URL')
  throw new InputError([{ where, found, expected }])
}

/** The days on which the lights are shown: those on which the plan's annual figures became known, and year-ends. */
const DAYS = [
  '2018-12-31',
  '2019-12-31',
  '2020-11-03',
  '2021-07-05',
  '2022-07-12',
  '2023-12-31',
  '2025-12-31',
].map(parseDay)

const SCOPE = text('口径', 'scope')

const cellOf = ({ light, period, progress, class: found }: Assessment, session: Session): string => {
  if (period === null) return LIGHTS.grey.symbol
  const shown = light === 'grey' || progress === null ? '' : ` ${progress.toFixed(0)}%`
  const sign = found === 'scope_review' ? `${LIGHTS.grey.symbol}${say(session, SCOPE)}` : LIGHTS[light].symbol
  return `${sign} ${period}${shown}`
}

const LEGEND = text(
  '报告期后的百分数为 P（完成计划增量的比例）；○ 后的报告期是最近一期公布值，已不能代表当日',
  'the percentage after a period is P, the share of the planned increment that is done; a period after ○ is that of the last published figure, which no longer speaks for the day',
)

const renderLights = async ({ app, plan }: Stage, session: Session): Promise<string[]> => {
  const { region } = plan
  const variables = listPlanVariables(plan)
  const columns = await Promise.all(
    DAYS.map(async (asOf) =>
      assessPlan({ plan, region, asOf }, await listObservations(app.storage.db, { asOf, variables, region })),
    ),
  )
  const rows = plan.indicators.map((indicator, i) => [
    indicator.name,
    ...columns.map((column) => (column[i] ? cellOf(column[i].assessment, session) : '')),
  ])
  const legend = LIGHT_ORDER.map((l) => `${LIGHTS[l].symbol} ${say(session, LIGHTS[l].word)}`).join('  ')
  return [
    ...renderColumns([say(session, text('指标', 'indicator')), ...DAYS], rows),
    '',
    `${legend}  ${LIGHTS.grey.symbol}${say(session, SCOPE)} ${say(session, CLASSES.scope_review)}`,
    say(session, LEGEND),
  ]
}

/** The first sentence, short enough for a line of the table. */
const shorten = (reason: string): string => {
  const [first = ''] = reason.split(/[；。]|; /)
  return first.length <= 40 ? first : `${first.slice(0, 39)}…`
}

const EVENT_HEADER = [
  text('日期', 'day'),
  text('编号', 'number'),
  text('事件', 'event'),
  text('级别', 'level'),
  text('种类', 'kind'),
  text('指标', 'indicator'),
  text('理由', 'reason'),
]

const renderEvents = async ({ app, plan }: Stage, session: Session): Promise<string[]> => {
  const asOf = parseDay('9999-12-31')
  const stored = await listWarnings(app.storage.db, { plan: plan.code })
  const warnings = stored.flatMap((w) => foldWarning(w, { plan, asOf }) ?? [])
  const rows = warnings.flatMap((w) =>
    w.events
      .filter((e) => e.kind !== 'continued')
      .map((e) => [
        e.on,
        w.number,
        say(session, WARNING_EVENTS[e.kind]),
        say(session, WARNING_LEVELS[e.level]),
        say(session, WARNING_KINDS[w.kind]),
        plan.indicators.find((i) => i.code === w.indicator)?.name ?? w.indicator,
        e.reasons[0] ? shorten(say(session, e.reasons[0])) : '',
      ]),
  )
  const inOrder = rows.toSorted((a, b) => `${a[0]} ${a[1]}`.localeCompare(`${b[0]} ${b[1]}`))
  return renderListing(
    { header: EVENT_HEADER, rows: inOrder, none: text('没有预警', 'no warnings') },
    session,
  )
}

const writeTables = async ({ app, clock, plan }: Stage, folder: string): Promise<string[]> => {
  const files: string[] = []
  for (const year of [2020, 2021, 2022]) {
    const asOf = clock.today()
    const assessed = await assessYear(app, { plan, region: plan.region, year, asOf })
    const file = join(folder, `${plan.code}-${year}.xlsx`)
    await writeFile(file, await composeAssessmentWorkbook(assessed, { plan, clock }))
    files.push(file)
  }
  return files
}

/** What a folder holds; nothing where there is none. */
const listHeld = (directory: string): Promise<readonly string[]> =>
  readdir(directory).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return []
    throw error
  })

const MARKER = 'demo.txt'

/** A replay begins from nothing; a folder that a replay did not make is never emptied. */
const prepareFolder = async (directory: string): Promise<void> => {
  const held = await listHeld(directory)
  if (held.length > 0 && !held.includes(MARKER)) {
    const where = text(`文件夹 ${directory}`, `folder ${directory}`)
    const found = text('已有数据或其他内容', 'data or something else')
    const expected = text(
      '空的或还没有的文件夹，或上一次 demo 留下的（会清空重做）',
      'an empty folder, no folder yet, or one that a demo made (it is emptied and made anew)',
    )
    throw new InputError([{ where, found, expected }])
  }
  // The marker goes last: what was begun to be emptied is still known for a demo's.
  for (const name of held.filter((one) => one !== MARKER))
    await rm(join(directory, name), { recursive: true, force: true })
  await makeFolder(directory)
  await writeFile(
    join(directory, MARKER),
    '本文件夹由 beizeng demo 生成，再次运行时会被清空。\nMade by beizeng demo, which empties it when it runs again.\n',
  )
}

const renderPaths = (files: readonly string[]): string[] => files.map((file) => `  ${relative('.', file)}`)

const printReport = async (stage: Stage, mails: readonly string[], session: Session): Promise<void> => {
  const { app, plan } = stage
  const notices = await listOutbox(app.storage.db, { keyBegins: 'notice:' })
  const served = notices.filter(
    (n) => n.recipient === 'office' && DAYS.includes(app.clock.dayOf(n.createdAt)),
  )
  const received = await listSubmissions(app.storage.db)
  const figures = received.reduce((sum, s) => sum + s.counts.accepted, 0)
  const tables = await writeTables(stage, join(app.directory, 'assessments'))
  const weeks = DAYS.map((day) => `${weekOf(day).label}-office.eml`)
  const shown = mails.filter((mail) => weeks.some((week) => mail.endsWith(week)))
  const own = relative('.', app.directory)
  const told = (zh: string, en: string): string => say(session, text(zh, en))
  printLines(session, [
    told(
      `${plan.name}：按真实公布日期重放 ${received.length} 份工作簿，${figures} 个数值`,
      `${plan.name}: ${received.length} workbooks with ${figures} figures, replayed on the days on which they were really published`,
    ),
    '',
    told('一、各时点灯号（以当日所知为准）', '1. Lights on seven days, as known on the day'),
    ...(await renderLights(stage, session)),
    '',
    told('二、预警（按日期）', '2. Warnings, by date'),
    ...(await renderEvents(stage, session)),
    '',
    told(
      `三、预警周报 ${mails.length} 封、预警通知单 ${notices.length} 封，其中发给领导小组办公室的几封：`,
      `3. ${mails.length} weekly digests and ${notices.length} notices of warnings; some of those to the office of the leading group:`,
    ),
    ...renderPaths([...shown, ...served.map((n) => n.detail)]),
    '',
    told('四、年度评估表', '4. Annual assessment tables'),
    ...renderPaths(tables),
    '',
    told(
      `全部数据在 ${own}/：workbooks（报送的工作簿）、archive（原件）、outbox（周报、通知单）、beizeng.db`,
      `Everything is in ${own}/: workbooks (as submitted), archive (originals), outbox (digests, notices), beizeng.db`,
    ),
    told(
      `接着可以看：npm start -- --data ${own} status --as-of 2020-11-03`,
      `Go on with: npm start -- --data ${own} --lang en status --as-of 2020-11-03`,
    ),
  ])
}

export const addDemo: AddCommand = (program, session) =>
  void program
    .command('demo')
    .description(`用真实公布的数据把全过程重放一遍（没有指定数据文件夹的，写在 ${USUAL}）`)
    .action(async () => {
      const directory = program.getOptionValueSource('data') === 'default' ? USUAL : session.directory
      await prepareFolder(directory)
      const clock = openReplayClock(await session.clock())
      const app = await session.open({ directory, clock })
      await checkEmpty(app)
      const folder = join(app.directory, 'workbooks')
      await Promise.all([mkdir(folder), mkdir(join(app.directory, 'assessments'))])
      const stage = { app, clock, plan: choosePlan(app.catalogue, undefined), folder }
      const mails = await replay(stage, session)
      await printReport(stage, mails, session)
    })
