/** Shows a simulated year of deadlines: holidays, a missed run, a returned report, a unit that is late twice; each reminder exactly once. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import PostalMime from 'postal-mime'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openApp, openAppLog, systemClock, type App } from '../app.ts'
import { parseConfig } from '../config.ts'
import { parseFormCode, parseReportingUnitCode } from '../indicators/codes.ts'
import { deadlineRuleSchema } from '../indicators/deadline.ts'
import { parseMoment } from '../indicators/moment.ts'
import { addDays, parseDay, parsePeriod, type Day } from '../indicators/period.ts'
import { composeLeague } from '../indicators/timeliness.ts'
import { requestJobs, workNext } from '../jobs/ledger/ledger.ts'
import { listExpected } from '../jobs/deadline/timeliness.ts'
import { appendDecision } from '../storage/decisions.ts'
import { findMessage, listOutbox } from '../storage/outbox.ts'
import { listReminders } from '../storage/reminders.ts'
import { appendSubmission } from '../storage/submissions.ts'

const FORM = parseFormCode('zj-dept-monthly')
const rule = deadlineRuleSchema.parse({
  form: FORM,
  months: [2, 3, 4, 5, 6, 7, 8, 9, 10, 11],
  opens: { months: 1, day: 1, hour: '08:00' },
  due: { months: 1, day: 12, hour: '18:00' },
  moves: 'next',
  reminders: { before: [3, 1], after: [1, 3], notice: { after: 5, term: 3 }, hour: '09:00' },
  units: ['zj-jxt', 'zj-kjt', 'zj-swt'],
  from: '2020-01-01',
  source: 'test',
})

/** Everything that the three units send: on the 2nd of the next month, but for these. */
const OTHERWISE: Readonly<Record<string, readonly (readonly [Day, 'accepted' | 'returned'])[]>> = {
  // Returned, and sent anew two days late: due Monday 14 September, for the 12th is a Saturday.
  'zj-jxt 2020-08': [
    [parseDay('2020-09-02'), 'returned'],
    [parseDay('2020-09-16'), 'accepted'],
  ],
  // Late by three days: due Monday 13 April.
  'zj-kjt 2020-03': [[parseDay('2020-04-16'), 'accepted']],
  // In time, on the last Sunday, after the October holiday.
  'zj-kjt 2020-09': [[parseDay('2020-10-11'), 'accepted']],
  // Late by 13 days, while nobody ran.
  'zj-kjt 2020-10': [[parseDay('2020-11-25'), 'accepted']],
  // Never.
  'zj-swt 2020-06': [],
}
const isOff = (day: Day): boolean => day >= '2020-11-02' && day <= '2020-11-20'

let folder = ''
let app: App
let now = ''
const utc = (day: Day, hour: string) => systemClock.later(`${day}T${hour}:00+08:00`, 0)

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'beizeng-reminders-'))
  const config = parseConfig({ BEIZENG_CONTACT: '核算处 0571-00000000' })
  const clock = { ...systemClock, now: () => now, today: () => systemClock.dayOf(now) }
  const log = openAppLog(config, { service: false, write: () => undefined })
  const opened = await openApp(config, { directory: folder, language: 'zh', log, clock })
  app = { ...opened, catalogue: { ...opened.catalogue, deadlines: [rule] } }
})
afterAll(async () => {
  await app.close()
  await rm(folder, { recursive: true })
})

let files = 0
const receive = async (unit: string, period: string, outcome: 'accepted' | 'returned') => {
  files += 1
  const id = `S${files}`
  const submission = {
    id,
    file: `${unit}-${period}.xlsx`,
    sha256: String(files).padStart(64, '0'),
    unit: parseReportingUnitCode(unit),
    form: FORM,
    forms: [FORM],
    formVersion: '2018-1',
    period: parsePeriod(period),
    known: systemClock.dayOf(now),
    outcome: 'accepted' as const,
    counts: { read: 0, accepted: 0, rejected: 0, unchanged: 0 },
    findings: [],
  }
  await app.storage.transaction((tx) => appendSubmission(tx, submission, { receivedAt: now, size: 1 }))
  if (outcome === 'accepted') return
  const step = {
    submission: id,
    sequence: 2,
    on: systemClock.dayOf(now),
    actor: '省统计局',
    kind: 'returned' as const,
    finding: null,
    givenIn: null,
    text: '口径有误',
    outcome: 'returned' as const,
    inForce: false,
  }
  await app.storage.transaction((tx) => appendDecision(tx, step, now))
}

const receiveDay = async (day: Day) => {
  for (const period of rule.months?.map((m) => `2020-${String(m).padStart(2, '0')}`) ?? []) {
    const usual = addDays(parseDay(`${period}-28`), 7).slice(0, 8)
    for (const unit of rule.units ?? []) {
      const plan = OTHERWISE[`${unit} ${period}`] ?? [[parseDay(`${usual}02`), 'accepted' as const]]
      for (const [on, outcome] of plan) if (on === day) await receive(unit, period, outcome)
    }
  }
}

/** Two planners ask at the same moment, each under a key of its own. */
const runReminders = async (...planners: readonly string[]) => {
  await requestJobs(
    app,
    planners.map((who) => ({ kind: 'remind', key: `${who}/${now}`, payload: {} })),
  )
  for (let worked = await workNext(app, 'test'); worked; worked = await workNext(app, 'test'))
    expect(worked.error).toBeUndefined()
}

beforeAll(async () => {
  // Nothing falls due in the first and the last days of a month, so that the year stays short.
  for (let day = parseDay('2020-03-01'); day <= '2020-12-31'; day = addDays(day, 1)) {
    const runs = !isOff(day) && day.slice(8) > '05' && day.slice(8) < '26'
    now = utc(day, '09:05')
    if (runs) await runReminders('a', 'b')
    now = utc(day, '10:00')
    await receiveDay(day)
    now = utc(day, '18:05')
    if (runs) await runReminders('a')
  }
}, 120_000)

test('the ledger of reminders is exactly right', async () => {
  const rows = await listReminders(app.storage.db, { since: parseMoment('2020-01-01T00:00') })
  const told = rows
    .toSorted((a, b) => (a.on < b.on ? -1 : a.on > b.on ? 1 : 0))
    .map((r) => `${r.on} ${r.unit} ${r.period} ${r.stage} ${r.outcome}`)
  expect(told.filter((line) => line.endsWith('sent'))).toEqual([
    // Qingming until the 6th: three working days before Monday 13 are 8, 9 and 10 April.
    '2020-04-08T09:05 zj-kjt 2020-03 nudge-3 sent',
    '2020-04-10T09:05 zj-kjt 2020-03 nudge-1 sent',
    '2020-04-14T09:05 zj-kjt 2020-03 reminder-1 sent',
    '2020-04-16T09:05 zj-kjt 2020-03 reminder-3 sent',
    '2020-07-08T09:05 zj-swt 2020-06 nudge-3 sent',
    '2020-07-10T09:05 zj-swt 2020-06 nudge-1 sent',
    '2020-07-14T09:05 zj-swt 2020-06 reminder-1 sent',
    '2020-07-16T09:05 zj-swt 2020-06 reminder-3 sent',
    '2020-07-20T09:05 zj-swt 2020-06 notice sent',
    // Served on Monday 20; its three working days end on Thursday 23 at 18:00.
    '2020-07-23T18:05 zj-swt 2020-06 escalation sent',
    '2020-09-09T09:05 zj-jxt 2020-08 nudge-3 sent',
    '2020-09-11T09:05 zj-jxt 2020-08 nudge-1 sent',
    '2020-09-15T09:05 zj-jxt 2020-08 reminder-1 sent',
    // Planned for 30 September, before the opening; the first working day after the holiday is Friday 9.
    '2020-10-09T09:05 zj-kjt 2020-09 nudge-3 sent',
    // A Saturday that is worked.
    '2020-10-10T09:05 zj-kjt 2020-09 nudge-1 sent',
    // The first working day after the outage: only the last stage.
    '2020-11-23T09:05 zj-kjt 2020-10 notice sent',
  ])
  expect(told.filter((line) => !line.endsWith('sent')).toSorted()).toEqual(
    ['nudge-1', 'nudge-3', 'reminder-1', 'reminder-3'].map(
      (stage) => `2020-11-23T09:05 zj-kjt 2020-10 ${stage} overtaken`,
    ),
  )
  expect(rows.flatMap((r) => (r.number === null ? [] : [[r.number, r.term]]))).toEqual([
    ['2020-0001', '2020-07-23T18:00'],
    ['2020-0002', '2020-11-26T18:00'],
  ])
})

test('every reminder left once, to the unit alone; the superior hears at the end', async () => {
  const messages = await listOutbox(app.storage.db)
  expect(messages.map((m) => m.state)).toEqual(messages.map(() => 'sent'))
  const counts = Map.groupBy(messages, (m) => m.recipient)
  expect(new Map([...counts].map(([who, all]) => [who, all.length]))).toEqual(
    new Map([
      ['zj-kjt', 7],
      ['zj-swt', 5],
      ['leader', 1],
      ['zj-jxt', 3],
    ]),
  )
  const notice = messages.find((m) => m.key.includes('2020-06/zj-swt/notice'))
  const { body } = (await findMessage(app.storage.db, notice?.key ?? '')) ?? { body: '' }
  const mail = await PostalMime.parse(body)
  expect(mail.subject).toBe(
    '【催报通知书】2020年6月 《数字经济五年倍增计划主要指标月报表（省级部门）》（浙数经月1表），期限2020年7月13日18:00',
  )
  for (const words of ['编号 2020-0001', '2020年7月23日18:00', '已逾期7天', '两年内迟报、未报：1次'])
    expect(mail.text).toContain(words)
  // Whoever is written to is told whom to ask.
  for (const { key } of messages) {
    const { text, html } = await PostalMime.parse((await findMessage(app.storage.db, key))?.body ?? '')
    for (const part of [text, html]) expect(part).toContain('联系人：核算处 0571-00000000')
  }
})

test('the league of the year', async () => {
  const end = parseMoment('2020-12-31T24:00')
  const window = { from: parseDay('2018-12-31'), to: parseDay('2020-12-31'), now: end }
  const standings = (await listExpected(app.catalogue, app.storage.db, window)).map((e) => e.standing)
  const rows = composeLeague(standings, { now: end, within: (s) => s.due.startsWith('2020') })
  expect(rows.map((r) => [r.rank, r.unit, r.due, r.onTime, r.late, r.missing, r.returned])).toEqual([
    [1, 'zj-jxt', 10, 9, 1, 0, 1],
    [1, 'zj-swt', 10, 9, 0, 1, 0],
    [3, 'zj-kjt', 10, 8, 2, 0, 0],
  ])
  const late = standings
    .filter((s) => s.daysLate > 0)
    .map((s) => [s.unit, s.period, s.timeliness, s.daysLate])
  expect(late).toEqual([
    ['zj-kjt', '2020-03', 'late', 3],
    ['zj-swt', '2020-06', 'missing', 171],
    ['zj-jxt', '2020-08', 'late', 2],
    ['zj-kjt', '2020-10', 'late', 13],
  ])
})
