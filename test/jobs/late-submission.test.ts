/** Knows what a report that does not come does to warnings: those of performance wait, one of its own is raised, and ends when it comes. */
import { readFile } from 'node:fs/promises'
import PostalMime from 'postal-mime'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { parseFormCode, parseReportingUnitCode } from '../../indicators/codes.ts'
import { deadlineRuleSchema } from '../../indicators/deadline.ts'
import { parseMoment } from '../../indicators/moment.ts'
import { addDays, parseDay, parsePeriod } from '../../indicators/period.ts'
import { settleRequest, settleSubmitted } from '../../jobs/ledger/settle.ts'
import { submitWorkbook } from '../../jobs/submission/submit.ts'
import { superviseRequest } from '../../jobs/supervise.ts'
import { findMessage, listOutbox } from '../../storage/outbox.ts'
import { appendReminders } from '../../storage/reminders.ts'
import { listWarnings } from '../../storage/warnings.ts'
import { composeWorkbook, eachInFolder, openTestClock } from './ground.ts'

const ground = eachInFolder()

/** The calendar that an office may take as it is; the seeds hold none. */
const readExample = async () => {
  const file = new URL('../../operation/deadlines.example.json', import.meta.url)
  return z.array(deadlineRuleSchema).parse(JSON.parse(await readFile(file, 'utf8')))
}

const open = async (forms: readonly string[] = ['zj-dept-annual', 'zj-dept-monthly', 'zj-city-monthly']) => {
  const clock = openTestClock('2019-07-01T02:00:00.000Z')
  const today = () => parseDay(clock.now().slice(0, 10))
  const opened = await ground.open({ clock: { ...clock, today } })
  const deadlines = (await readExample()).filter((rule) => forms.includes(rule.form))
  const app = { ...opened, catalogue: { ...opened.catalogue, deadlines } }
  let runs = 0
  return {
    app,
    /** 省统计局 sends 数字经济增加值 of a year on a day. */
    send: async (day: string, period: string, value: number) => {
      clock.set(`${day}T02:00:00.000Z`)
      const bytes = await composeWorkbook(period, value)
      await settleSubmitted(app, 'test', await submitWorkbook({ file: `${day}.xlsx`, bytes, given: {} }, app))
    },
    remind: async (day: string, kind: 'nudge' | 'reminder') =>
      app.storage.transaction((tx) =>
        appendReminders(tx, {
          now: clock.now(),
          reminders: [
            {
              form: parseFormCode('zj-dept-annual'),
              period: parsePeriod('2019'),
              unit: parseReportingUnitCode('zj-stats'),
              stage: `${kind}-1`,
              kind,
              outcome: 'sent',
              number: null,
              term: null,
              messages: [],
              on: parseMoment(`${day}T09:00`),
            },
          ],
        }),
      ),
    judge: async (day: string) => {
      clock.set(`${day}T02:00:00.000Z`)
      runs += 1
      const payload = { plan: 'zj-digital-2022', region: '330000' }
      await settleRequest(app, 'test', { kind: 'judge', key: `test-${runs}`, payload })
    },
    /** As the service does each morning: what is owed is looked at, judged, and asked for. */
    work: async (day: string) => {
      clock.set(`${day}T02:00:00.000Z`)
      await settleRequest(app, 'test', { kind: 'remind', key: day, payload: {} })
      const payload = { plan: 'zj-digital-2022', region: '330000' }
      await settleRequest(app, 'test', { kind: 'judge', key: day, payload })
      await settleRequest(app, 'test', superviseRequest('zj-digital-2022', today()))
    },
    log: async (kind: string) => {
      const all = await listWarnings(app.storage.db)
      return all
        .filter((w) => w.subject.kind === kind && w.subject.indicator === 'digital_economy_va')
        .flatMap((w) => w.events.map((e) => `${e.on} ${e.kind} ${e.period}`))
    },
    reasons: async () =>
      (await listWarnings(app.storage.db))
        .filter((w) => w.subject.kind === 'late-submission')
        .map((w) => w.events[0]?.reasons[0]?.zh),
    letters: async () => [
      ...new Set(
        (await listOutbox(app.storage.db, { keyBegins: 'notice:' })).map((m) => m.key.split(':')[1]),
      ),
    ],
    subjects: async () =>
      (await listWarnings(app.storage.db))
        .filter((w) => w.subject.kind === 'late-submission')
        .map((w) => w.subject.indicator),
  }
}

test('a report that was reminded of holds the warnings of performance and raises its own; it ends when the report comes', async () => {
  const { send, remind, judge, log, reasons, subjects, letters } = await open()
  await send('2019-07-01', '2018', 18000)
  expect(await log('behind-path')).toEqual(['2019-07-01 opened 2018'])
  await remind('2020-10-28', 'nudge')
  await judge('2020-10-29')
  expect(await log('late-submission')).toEqual([])
  await remind('2020-11-03', 'reminder')
  await judge('2020-11-04')
  await judge('2020-11-05')
  expect(await log('late-submission')).toEqual(['2020-11-04 opened 2019'])
  expect((await reasons())[0]).toBe(
    '浙江省统计局 2019年《数字经济五年倍增计划主要指标年报表（省级部门）》未报，期限 2020年11月2日24:00，已逾 2 天',
  )
  // Only what is computed from an item of 省统计局 in that form: seven of its own, and two by its population.
  expect(await subjects()).toEqual([
    'digital_economy_va',
    'digital_economy_gdp_share',
    'core_labour_productivity',
    'next_gen_it_share',
    'eit_new_product_rate',
    'core_rd_share',
    'industry_labour_productivity',
    'internet_penetration',
    'fixed_broadband_penetration',
  ])
  // Reminders asked the unit for the report: no second letter asks for it again.
  expect(await letters()).toEqual(['2019-0001'])
  // A revision of 2018 that would withdraw the warning says nothing while 2019 is owed.
  await send('2020-11-06', '2018', 25000)
  expect(await log('behind-path')).toEqual(['2019-07-01 opened 2018'])
  await send('2020-11-09', '2019', 20000)
  expect(await log('late-submission')).toEqual(['2020-11-04 opened 2019', '2020-11-09 closed 2019'])
  expect((await log('behind-path')).at(-1)).toBe('2020-11-09 continued 2019')
  await judge('2020-11-10')
  expect(await log('late-submission')).toHaveLength(2)
})

test('one form that many units miss: each warning has a life of its own, each reader one letter for the form', async () => {
  const { app, send, work } = await open(['zj-dept-annual'])
  await send('2019-07-01', '2018', 18000)
  for (let day = parseDay('2020-11-02'); day < '2020-11-30'; day = addDays(day, 1)) await work(day)
  const late = (await listWarnings(app.storage.db)).filter((w) => w.subject.kind === 'late-submission')
  expect(new Set(late.map((w) => w.number)).size).toBe(24)
  // Not signed for, each of them went up the ladder, and still nobody was written to but about the reports.
  for (const { events } of late) expect(events.map((e) => e.kind)).toEqual(['opened', 'overdue'])
  const messages = await listOutbox(app.storage.db, { keyBegins: '' })
  const about = new Set(late.map((w) => w.number))
  expect(messages.filter((m) => about.has(m.key.split(':')[1] ?? ''))).toEqual([])
  const annual = messages.filter((m) => m.key.startsWith('reminder:zj-dept-annual/2019/'))
  const stages = annual.map((m) => [m.recipient, m.key.split('/')[3]?.split(':')[0]].join(' '))
  expect(stages.length).toBeGreaterThan(9)
  expect(new Set(stages).size).toBe(stages.length)
  // The superior hears of all of them at once.
  const above = messages.filter((m) => m.recipient === 'leader' && m.key.startsWith('reminder:'))
  expect(above).toHaveLength(1)
  const { text } = await PostalMime.parse(
    (await findMessage(app.storage.db, above[0]?.key ?? ''))?.body ?? '',
  )
  for (const unit of ['浙江省统计局', '浙江省经济和信息化厅', '浙江省科学技术厅', '浙江省商务厅'])
    expect(text).toContain(`${unit} · 2019年`)
})
