/** Knows who is written to about a warning by letter, when, and with what; nobody twice, and no end of something never told. */
import { describe, expect, test } from 'vitest'
import PostalMime from 'postal-mime'
import { parseDay, type Day } from '../../indicators/period.ts'
import type { Wish } from '../../indicators/warnings/act.ts'
import { composeLastNotification } from '../../jobs/notify.ts'
import { insertJobs, listJobs } from '../../storage/jobs.ts'
import { composeNoticeFile } from '../../jobs/warning/notice.ts'
import { workNext } from '../../jobs/ledger/ledger.ts'
import { settleJobs, settleRequest, settleSubmitted } from '../../jobs/ledger/settle.ts'
import { submitWorkbook } from '../../jobs/submission/submit.ts'
import { superviseRequest } from '../../jobs/supervise.ts'
import { takeWarningSteps } from '../../jobs/warning/warning-step.ts'
import { findMessage, listOutbox } from '../../storage/outbox.ts'
import { listWarnings } from '../../storage/warnings.ts'
import { composeWorkbook, eachInFolder, openTestClock } from './ground.ts'

const ground = eachInFolder()
const PLAN = 'zj-digital-2022'
const NUMBER = '2020-0001'
/** 省经信委、省统计局, and for 省数字经济发展领导小组办公室, which has no liaison of its own, who works on the whole plan. */
const UNITS = ['office', 'zj-jxt', 'zj-stats']

const open = async () => {
  const clock = openTestClock('2020-11-03T02:00:00.000Z')
  const today = (): Day => parseDay(clock.now().slice(0, 10))
  const app = await ground.open({ clock: { ...clock, today } })
  const on = (day: string) => clock.set(`${day}T02:00:00.000Z`)
  const told = async (number = NUMBER) =>
    (await listOutbox(app.storage.db, { keyBegins: `notice:${number}:` })).map((m) => m.key).toSorted()
  return {
    app,
    on,
    /** 数字经济增加值 of a year, as 省统计局 sends it on a day. */
    send: async (day: string, period: string, value: number) => {
      on(day)
      const bytes = await composeWorkbook(period, value)
      await settleSubmitted(app, 'test', await submitWorkbook({ file: `${day}.xlsx`, bytes, given: {} }, app))
    },
    lookOn: async (day: string) => {
      on(day)
      await settleRequest(app, 'test', superviseRequest(PLAN, today()))
    },
    step: async (day: string, wish: Wish, actor = '单位') => {
      on(day)
      const { jobs } = await takeWarningSteps(app, NUMBER, [{ wish, actor }])
      await settleJobs(app, { worker: 'test', jobs })
    },
    judge: async (key: string) => {
      const payload = { plan: PLAN, region: '330000' }
      await settleRequest(app, 'test', { kind: 'judge', key, payload })
    },
    kinds: async () => (await listWarnings(app.storage.db))[0]?.events.map((e) => e.kind),
    told,
    /** Who was written to about a step. */
    toldOf: async (sequence: number) =>
      (await told())
        .filter((key) => key.startsWith(`notice:${NUMBER}:${sequence}:`))
        .map((key) => key.split(':').at(-1)),
    mail: async (key: string) => {
      const message = await findMessage(app.storage.db, key)
      if (!message) throw new Error(`no message ${key}`)
      return PostalMime.parse(message.body)
    },
  }
}

const EXPLAINED = {
  kind: 'explained',
  cause: '两家龙头企业外迁，收入减少二十亿元',
  measures: '十二月底前完成三个项目的验收投产',
  due: parseDay('2020-12-31'),
} as const

test('a warning that opens is told to those who answer for its units, each once, with the document; what goes on is not', async () => {
  const { app, send, judge, kinds, told, toldOf, mail } = await open()
  await send('2020-11-03', '2019', 22000)
  expect(await toldOf(1)).toEqual(UNITS)
  const { subject, text, html, attachments } = await mail(`notice:${NUMBER}:1:zj-stats`)
  expect(subject).toBe(
    '【预警通知单】数字经济增加值：◆ 红色预警（2020-0001），请于2020年11月13日前（含当日）答复',
  )
  for (const part of [text, html])
    for (const words of [
      '浙江省统计局联络员',
      '数字经济增加值（亿元）',
      '2019年',
      '省统计局',
      '2020年11月13日',
    ])
      expect(part).toContain(words)
  const { file, bytes } = await composeNoticeFile(app, { number: NUMBER, asOf: parseDay('2020-11-03') })
  expect(attachments.map((a) => a.filename)).toEqual([file])
  expect(Buffer.from(new Uint8Array(attachments[0]?.content as ArrayBuffer)).equals(bytes)).toBe(true)
  const before = await told()
  await judge('again')
  await send('2021-07-05', '2020', 27000)
  expect(await kinds()).toEqual(['opened', 'continued'])
  expect(await told()).toEqual(before)
})

test('silence of the units tells them anew and the step of the ladder that is reached, which heard nothing before', async () => {
  const { send, lookOn, told, toldOf, mail } = await open()
  await send('2020-11-03', '2019', 22000)
  await lookOn('2020-11-14')
  await lookOn('2020-11-14')
  expect(await toldOf(2)).toEqual(['leader', ...UNITS])
  const up = await mail(`notice:${NUMBER}:2:leader`)
  expect(up.subject).toContain('【预警上报】')
  expect(up.text).toContain('上报原因：到答复期限2020年11月13日仍未签收')
  expect(up.text).toContain('请督促责任单位按期答复')
  const own = await mail(`notice:${NUMBER}:2:zj-jxt`)
  expect(own.text).toContain('第2次送达')
  expect(own.subject).toContain('请于2020年11月24日前（含当日）答复')
  expect(await told()).toHaveLength(7)
})

/** What a look at the last letter shows to one of its readers, and what had left for him. */
const previewed = async ({ app, mail }: Awaited<ReturnType<typeof open>>, sequence: number) => {
  const { parcels } = await composeLastNotification(app, { number: NUMBER, asOf: undefined })
  const shown = parcels.find((p) => p.letter.recipient.code === 'zj-stats')?.letter
  const left = await mail(`notice:${NUMBER}:${sequence}:zj-stats`)
  return {
    shown: [shown?.subject, shown?.text.trim()],
    left: [left.subject, left.text?.replaceAll('\r', '').trim()],
  }
}

test('shown again much later, the last letter is the one that left: same day, same date of reply', async () => {
  const opened = await open()
  await opened.send('2020-11-03', '2019', 22000)
  opened.on('2026-11-22')
  const first = await previewed(opened, 1)
  expect(first.shown).toEqual(first.left)
  await opened.lookOn('2026-11-23')
  opened.on('2026-12-22')
  const second = await previewed(opened, 2)
  expect(second.shown).toEqual(second.left)
  expect(second.shown.join()).toContain('2026年11月23日')
})

test('where nobody stands higher a third red period takes it no further, and nobody is told that it did', async () => {
  const { send, lookOn, kinds, told } = await open()
  await send('2020-11-03', '2018', 18000)
  await lookOn('2020-11-14')
  const before = await told()
  await send('2020-11-15', '2019', 18500)
  await send('2021-07-05', '2020', 19000)
  expect(await kinds()).toEqual(['opened', 'overdue', 'continued', 'continued'])
  expect(await told()).toEqual(before)
})

test('a reply that does not pass is asked for again of the units alone; the end is told to everyone who had the notice', async () => {
  const { send, lookOn, step, toldOf, mail } = await open()
  await send('2020-11-03', '2019', 22000)
  await lookOn('2020-11-14')
  await step('2020-11-15', { kind: 'acknowledged', text: '' })
  await step('2020-11-16', EXPLAINED)
  await step('2020-11-17', { kind: 'rejected', text: '没有写明措施由哪个部门落实' }, '办公室')
  expect([await toldOf(3), await toldOf(4), await toldOf(5)]).toEqual([[], [], UNITS])
  expect((await mail(`notice:${NUMBER}:5:zj-jxt`)).text).toContain('没有写明措施由哪个部门落实')
  const again = {
    ...EXPLAINED,
    cause: '外迁两家企业：年收入减少十八亿元',
    measures: '由省经信厅牵头年内投产三个项目',
  }
  await step('2020-11-18', again)
  await step('2020-11-19', { kind: 'reviewed', text: '措施可行' }, '办公室')
  await step('2020-11-20', { kind: 'closed', text: '计划中期调整已报省政府批准' }, '办公室')
  expect([await toldOf(6), await toldOf(7), await toldOf(8)]).toEqual([[], [], ['leader', ...UNITS]])
  const end = await mail(`notice:${NUMBER}:8:leader`)
  expect(end.subject).toContain('【预警销号通知】')
  expect(end.text).toContain('计划中期调整已报省政府批准')
  expect(end.attachments).toEqual([])
})

test('a revision that undoes it is told to those who had the notice, and to nobody else', async () => {
  const { send, toldOf, mail } = await open()
  await send('2020-11-03', '2019', 22000)
  await send('2020-11-09', '2019', 27000)
  expect(await toldOf(2)).toEqual(UNITS)
  const { subject, text } = await mail(`notice:${NUMBER}:2:office`)
  expect(subject).toContain('【预警撤回通知】')
  expect(text).toContain('修订后不再成立')
})

test('what was silenced or undone before its letter was written is not sent, and its end is told to nobody', async () => {
  const { app, send, told } = await open()
  const bytes = await composeWorkbook('2019', 22000)
  await submitWorkbook({ file: 'a.xlsx', bytes, given: {} }, app)
  // The worker falls silent right after the judgement: the letters are asked for and not yet written.
  while ((await workNext(app, 'test'))?.job.kind !== 'judge');
  expect((await listJobs(app.storage.db)).some((j) => j.kind === 'notify' && j.state === 'ready')).toBe(true)
  const until = parseDay('2020-11-20')
  const silence = { kind: 'silenced', text: '正在核对统计口径的变动', owner: '张三', until } as const
  await takeWarningSteps(app, NUMBER, [{ wish: silence, actor: '办公室' }])
  await settleJobs(app, { worker: 'test', jobs: [] })
  expect((await listJobs(app.storage.db)).filter((j) => j.state !== 'done')).toEqual([])
  expect(await told()).toEqual([])
  await send('2020-11-21', '2019', 27000)
  expect(await told()).toEqual([])
})

const silenceUntil = (until: string): Wish => ({
  kind: 'silenced',
  text: '正在核对统计口径的变动',
  owner: '张三',
  until: parseDay(until),
})

describe('what a silence held back', () => {
  /** Warned on 3 November and silenced before the letter was written. */
  const silenced = async (until: string) => {
    const opened = await open()
    const { app } = opened
    const bytes = await composeWorkbook('2019', 22000)
    await submitWorkbook({ file: 'a.xlsx', bytes, given: {} }, app)
    while ((await workNext(app, 'test'))?.job.kind !== 'judge');
    await takeWarningSteps(app, NUMBER, [{ wish: silenceUntil(until), actor: '办公室' }])
    await settleJobs(app, { worker: 'test', jobs: [] })
    return opened
  }

  test('is told on the day after its end, as things stand then, once', async () => {
    const opened = await silenced('2020-11-20')
    const { lookOn, told, toldOf, mail, app } = opened
    await lookOn('2020-11-20')
    expect(await told()).toEqual([])
    await lookOn('2020-11-21')
    expect(await toldOf(1)).toEqual(UNITS)
    const { subject, attachments } = await mail(`notice:${NUMBER}:1:zj-stats`)
    // Ten days from 3 November, and the eighteen that were silent.
    expect(subject).toContain('2020年12月1日')
    const { file, bytes } = await composeNoticeFile(app, { number: NUMBER, asOf: parseDay('2020-11-21') })
    expect(attachments.map((a) => a.filename)).toEqual([file])
    expect(Buffer.from(new Uint8Array(attachments[0]?.content as ArrayBuffer)).equals(bytes)).toBe(true)
    const before = await told()
    await lookOn('2020-11-22')
    await lookOn('2020-11-23')
    expect(await told()).toEqual(before)
    // It left eighteen days after its step, and is shown with the days that were left then.
    const { shown, left } = await previewed(opened, 1)
    expect(shown).toEqual(left)
  })

  test('is told at once when it is lifted, and not again by the look of the next day', async () => {
    const { step, lookOn, told, toldOf } = await silenced('2020-11-20')
    await step(
      '2020-11-03',
      { kind: 'unsilenced', text: '国家统计局书面答复：仍按2018年的分类统计' },
      '办公室',
    )
    expect(await toldOf(1)).toEqual(UNITS)
    const before = await told()
    await lookOn('2020-11-04')
    expect(await told()).toEqual(before)
  })

  test('is not told when it was undone meanwhile, nor is its end', async () => {
    const { send, lookOn, told } = await silenced('2020-11-20')
    await send('2020-11-10', '2019', 27000)
    await lookOn('2020-11-21')
    expect(await told()).toEqual([])
  })

  test('waits for the end of the last of several silences', async () => {
    const { step, lookOn, told, toldOf } = await silenced('2020-11-10')
    await step('2020-11-09', silenceUntil('2020-11-15'), '办公室')
    await lookOn('2020-11-11')
    expect(await told()).toEqual([])
    await lookOn('2020-11-16')
    expect(await toldOf(1)).toEqual(UNITS)
  })

  test('a review refused under a silence is told when it is over; what was told before it is not told again', async () => {
    const { send, step, lookOn, told, toldOf } = await open()
    await send('2020-11-03', '2019', 22000)
    const first = await told()
    await step('2020-11-05', silenceUntil('2020-11-08'), '办公室')
    await lookOn('2020-11-09')
    expect(await told()).toEqual(first)
    await step('2020-11-10', { kind: 'acknowledged', text: '' })
    await step('2020-11-11', EXPLAINED)
    await step('2020-11-12', silenceUntil('2020-11-15'), '办公室')
    await step('2020-11-13', { kind: 'rejected', text: '没有写明措施由哪个部门落实' }, '办公室')
    expect(await told()).toEqual(first)
    await lookOn('2020-11-16')
    expect(await toldOf(6)).toEqual(UNITS)
    expect(await told()).toHaveLength(2 * UNITS.length)
  })

  test('what gets worse under a silence is told at once and once', async () => {
    const { send, step, lookOn, told, toldOf, kinds } = await open()
    await send('2020-11-03', '2019', 25500)
    await step('2020-11-05', silenceUntil('2020-11-20'), '办公室')
    await send('2020-11-09', '2019', 22000)
    expect(await kinds()).toEqual(['opened', 'silenced', 'worsened'])
    expect(await toldOf(3)).toEqual(UNITS)
    const before = await told()
    await lookOn('2020-11-10')
    await lookOn('2020-11-21')
    expect((await told()).filter((key) => !before.includes(key)).every((key) => key.includes(':4:'))).toBe(
      true,
    )
  })
})

test('asked twice, by hand or after a crash, a letter is there once', async () => {
  const { app, send, told } = await open()
  await send('2020-11-03', '2019', 22000)
  const before = await told()
  const payload = { number: NUMBER, from: 1, to: 1 }
  const jobs = [{ kind: 'notify' as const, key: 'by hand', payload }]
  const inserted = await app.storage.transaction((tx) => insertJobs(tx, { now: app.clock.now(), jobs }))
  await settleJobs(app, { worker: 'test', jobs: inserted.map((job) => job.id) })
  expect(await told()).toEqual(before)
})
