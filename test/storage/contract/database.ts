/** Knows what the database refuses by itself, and how it numbers. */
import { expect, test } from 'vitest'
import { parsePlanCode, parseReportingUnitCode } from '../../../indicators/codes.ts'
import { parseDay, parsePeriod } from '../../../indicators/period.ts'
import { text } from '../../../indicators/text.ts'
import type { WarningEvent } from '../../../indicators/warnings/warning.ts'
import { appendObservations, listObservations } from '../../../storage/observations.ts'
import type { Tx } from '../../../storage/schema.ts'
import { appendSubmission, findSubmission, listSubmissions } from '../../../storage/submissions.ts'
import { appendWarningEvents, appendWarnings, listWarnings } from '../../../storage/warnings.ts'
import {
  at,
  FAR,
  ZHEJIANG,
  PLAN,
  SHARE,
  submissionOf,
  readingOf,
  value,
  receive,
  type Ground,
} from './ground.ts'

export const databaseContract = (ground: Ground): void => {
  const subject = { plan: PLAN, indicator: SHARE, region: ZHEJIANG, kind: 'behind-path' } as const
  const event: WarningEvent = {
    warning: '2020-0001',
    sequence: 1,
    on: parseDay('2020-11-03'),
    at: at(0),
    kind: 'opened',
    level: 'yellow',
    period: parsePeriod('2019'),
    actor: 'system',
    reasons: [text('滞后', 'behind')],
    derivation: text('推导', 'derivation'),
    act: null,
  }
  const open = (day: string, kind: 'behind-path' | 'stalled') => ({
    subject: { ...subject, kind },
    openedAt: parseDay(day),
    replyBy: parseDay('2020-11-13'),
    responsible: [{ unit: parseReportingUnitCode('zj-stats'), name: '省统计局' }],
  })
  const fill = async (tx: Tx) => {
    const findings = [
      { rule: 'r', class: 'notice', sheet: '', cell: '', found: '', expected: text('', '') },
    ] as const
    await appendSubmission(tx, { ...submissionOf('S1'), findings }, { receivedAt: at(0), size: 1 })
    const day = parseDay('2020-11-03')
    const origin = { submission: 'S1', file: 'f', known: day, recordedAt: at(0) }
    await appendObservations(tx, origin, [readingOf(value(1)), readingOf(value(1))])
    await appendWarnings(tx, [{ subject, openedAt: day, replyBy: day, responsible: [] }])
    await appendWarningEvents(tx, [event])
  }

  test('refuses to change or delete what was written', async () => {
    await ground.storage.transaction(fill)
    const before = await listObservations(ground.storage.db, { asOf: FAR })
    const statements = [
      'update observation set value = 2',
      'delete from observation',
      "update finding set found = 'x'",
      'delete from finding',
      'update confirmation set sheet = sheet',
      'delete from confirmation',
      "update submission set sha256 = 'x'",
      'update submission set known = known',
      'delete from submission',
      "update warning set number = '2020-0002'",
      "update warning_event set actor = 'someone else'",
      'delete from warning_event',
    ]
    for (const statement of statements) {
      await expect(ground.execute(statement), statement).rejects.toThrow('append-only')
    }
    expect(await listObservations(ground.storage.db, { asOf: FAR })).toEqual(before)
    await ground.execute("update submission set outcome = 'returned'")
    expect((await findSubmission(ground.storage.db, 'S1'))?.outcome).toBe('returned')
  })

  test('holds a figure or the reason for none: never both, neither, NaN or infinity', async () => {
    await ground.storage.transaction((tx) =>
      appendSubmission(tx, submissionOf('S1'), { receivedAt: at(0), size: 1 }),
    )
    const insert = (id: number, figure: string) =>
      ground.execute(`insert into observation (id, variable, region, period, measure, value, bound, missing, unit,
        status, note, synthetic, submission, file, sheet, cell, reported_text, reported_unit, known, recorded_at)
        values (${id}, 'gdp', '330000', '2019', 'ytd', ${figure}, '亿元',
        'final', '', 0, 'S1', 'f', 's', 'C7', '', '', '2020-11-03', '2020-11-03T00:00:00.000Z')`)
    await insert(1, "1.5, 'exact', null")
    await insert(2, "null, null, 'unknown'")
    await expect(insert(3, "1.5, 'exact', 'unknown'")).rejects.toThrow('figure_or_reason')
    await expect(insert(4, 'null, null, null')).rejects.toThrow('figure_or_reason')
    await expect(insert(5, '1.5, null, null')).rejects.toThrow('bound_with_value')
    for (const number of [Number.NaN, Number.POSITIVE_INFINITY]) {
      const reads = [readingOf(value(number))]
      await expect(receive(ground.storage, { id: 'S2', known: FAR, reads })).rejects.toThrow(/check/i)
    }
    expect(await listSubmissions(ground.storage.db)).toHaveLength(1)
  })

  test('knows no observation without its submission', async () => {
    const origin = { submission: 'nobody', file: 'f', known: FAR, recordedAt: at(0) }
    const orphan = ground.storage.transaction((tx) => appendObservations(tx, origin, [readingOf(value(1))]))
    await expect(orphan).rejects.toThrow(/foreign key/i)
  })

  test('numbers warnings within their year and reads their events as of a day', async () => {
    const opened = [open('2020-11-03', 'behind-path'), open('2020-11-04', 'stalled')]
    const first = await ground.storage.transaction((tx) => appendWarnings(tx, opened))
    const more = [open('2021-01-05', 'stalled'), open('2020-12-31', 'behind-path')]
    const second = await ground.storage.transaction((tx) => appendWarnings(tx, more))
    expect([...first, ...second]).toEqual(['2020-0001', '2020-0002', '2021-0001', '2020-0003'])
    const worse = {
      ...event,
      sequence: 2,
      on: parseDay('2020-12-01'),
      kind: 'worsened',
      level: 'red',
    } as const
    await ground.storage.transaction((tx) => appendWarningEvents(tx, [event, worse]))
    const asOf = parseDay('2020-11-03')
    expect(await listWarnings(ground.storage.db, { plan: PLAN, asOf })).toEqual([
      { ...opened[0], number: '2020-0001', events: [event] },
    ])
    const all = await listWarnings(ground.storage.db)
    expect(all.map((w) => [w.number, w.events.length])).toEqual([
      ['2020-0001', 2],
      ['2020-0002', 0],
      ['2020-0003', 0],
      ['2021-0001', 0],
    ])
    expect(await listWarnings(ground.storage.db, { plan: parsePlanCode('another') })).toEqual([])
    const overtaken = ground.storage.transaction((tx) => appendWarningEvents(tx, [worse]))
    await expect(overtaken).rejects.toThrow(/unique/i)
  })
}
