/** Knows how silence of the recipients is dealt with from day to day: one step up for each reply date that passed. */
import { expect, test } from 'vitest'
import { systemClock } from '../../app.ts'
import { addDays, parseDay, type Day } from '../../indicators/period.ts'
import { foldWarning } from '../../indicators/warnings/warning-log.ts'
import type { Wish } from '../../indicators/warnings/act.ts'
import { readPlan } from '../../jobs/read-plan.ts'
import { settleRequest, settleSubmitted } from '../../jobs/ledger/settle.ts'
import { submitWorkbook } from '../../jobs/submission/submit.ts'
import { superviseRequest } from '../../jobs/supervise.ts'
import { takeWarningSteps } from '../../jobs/warning/warning-step.ts'
import { findLogBreak } from '../../storage/warning-chain.ts'
import { listWarnings } from '../../storage/warnings.ts'
import { run } from '../run-cli.ts'
import { composeWorkbook, eachInFolder, openTestClock } from './ground.ts'

const ground = eachInFolder()
const PLAN = 'zj-digital-2022'

/** A program on a day, 3 November 2020 unless said, that has just warned of a figure far behind its path. */
const warned = async (day = '2020-11-03') => {
  const clock = openTestClock(`${day}T02:00:00.000Z`)
  const today = (): Day => parseDay(clock.now().slice(0, 10))
  const app = await ground.open({ clock: { ...clock, today } })
  const bytes = await composeWorkbook('2019', 22000)
  await settleSubmitted(app, 'test', await submitWorkbook({ file: 'a.xlsx', bytes, given: {} }, app))
  const plan = readPlan(app.catalogue, PLAN)
  const state = async () => {
    const [stored] = await listWarnings(app.storage.db)
    const warning = stored && foldWarning(stored, { plan, asOf: today() })
    if (!warning) throw new Error('there is a warning')
    return warning
  }
  const kinds = async () => (await state()).events.map((e) => `${e.on} ${e.kind}`)
  return {
    app,
    state,
    kinds,
    lookOn: async (day: string) => {
      clock.set(`${day}T02:00:00.000Z`)
      await settleRequest(app, 'test', superviseRequest(PLAN, today()))
    },
    step: async (day: string, wish: Wish, actor = '单位') => {
      clock.set(`${day}T02:00:00.000Z`)
      await takeWarningSteps(app, '2020-0001', [{ wish, actor }])
    },
  }
}

test('nobody signs: one step up the day after the reply date, once, and not beyond the top of the ladder', async () => {
  const { app, state, kinds, lookOn } = await warned()
  expect((await state()).replyBy).toBe('2020-11-13')
  await lookOn('2020-11-13')
  expect(await kinds()).toEqual(['2020-11-03 opened'])
  await lookOn('2020-11-14')
  await lookOn('2020-11-14')
  await lookOn('2020-11-15')
  expect(await kinds()).toEqual(['2020-11-03 opened', '2020-11-14 overdue'])
  expect(await state()).toMatchObject({ step: 1, replyBy: '2020-11-24', state: 'opened' })
  expect((await state()).events.at(-1)?.reasons[0]?.zh).toBe('到答复期限2020年11月13日仍未签收')
  // The only leader of the plan stands on step 1: there is no one above him.
  await lookOn('2020-11-25')
  expect(await kinds()).toHaveLength(2)
  expect(await findLogBreak(app.storage.db)).toBeUndefined()
})

test('signed for and not answered is overdue too; answered is not, however long the review takes', async () => {
  const { state, kinds, lookOn, step } = await warned()
  await step('2020-11-05', { kind: 'acknowledged', text: '' })
  await lookOn('2020-11-20')
  expect((await kinds()).at(-1)).toBe('2020-11-20 overdue')
  expect((await state()).events.at(-1)?.reasons[0]?.zh).toContain('已签收')
  await step('2020-11-21', {
    kind: 'explained',
    cause: '两家龙头企业外迁，收入减少二十亿元',
    measures: '十二月底前完成三个项目的验收投产',
    due: parseDay('2020-12-31'),
  })
  await lookOn('2021-03-01')
  expect((await kinds()).at(-1)).toBe('2020-11-21 explained')
})

test('while it is silent the clock stands; when it speaks again the rest of the days is left', async () => {
  const { kinds, lookOn, state, step } = await warned()
  const until = parseDay('2020-11-30')
  await step('2020-11-11', { kind: 'silenced', text: '正在核对统计口径的变动', owner: '张三', until })
  await lookOn('2020-11-29')
  expect((await state()).state).toBe('silenced')
  await lookOn('2020-12-03')
  expect(await kinds()).toHaveLength(2)
  // Ten days from 3 November, and the twenty that were silent.
  expect((await state()).replyBy).toBe('2020-12-03')
  await lookOn('2020-12-04')
  expect((await kinds()).at(-1)).toBe('2020-12-04 overdue')
})

test('at the terminal a second look on the same day says that it was done, and takes nothing up again', async () => {
  const { app } = await warned(addDays(systemClock.today(), -30))
  await app.close()
  const look = async () => (await run(ground.data, 'supervise')).out
  const first = await look()
  expect(first).toMatch(/^上报一级 1 件：\n\d{4}-0001 /)
  expect(first).toContain('仍未签收')
  const second = await look()
  expect(second).toMatch(/^.+已督办过，本次没有再做；当日上报一级的 1 件：\n/)
  expect(second).not.toContain('上报一级 1 件')
})
