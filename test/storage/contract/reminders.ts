/** Knows what the ledger of reminders must do. */
import { expect, test } from 'vitest'
import { parseFormCode, parseReportingUnitCode } from '../../../indicators/codes.ts'
import { parseMoment } from '../../../indicators/moment.ts'
import { parsePeriod } from '../../../indicators/period.ts'
import {
  appendReminders,
  findNextNotice,
  listReminders,
  type NewReminder,
} from '../../../storage/reminders.ts'
import { at, type Ground } from './ground.ts'

const nudge: NewReminder = {
  form: parseFormCode('zj-dept-monthly'),
  period: parsePeriod('2020-07'),
  unit: parseReportingUnitCode('zj-jxt'),
  stage: 'nudge-3',
  kind: 'nudge',
  outcome: 'sent',
  number: null,
  term: parseMoment('2020-08-12T18:00'),
  messages: ['reminder:a'],
  on: parseMoment('2020-08-07T09:00'),
}
const notice = (period: string, number: string): NewReminder => ({
  ...nudge,
  period: parsePeriod(period),
  stage: 'notice',
  kind: 'notice',
  number,
  messages: [],
  on: parseMoment('2020-08-19T09:00'),
})
const BEGINNING = parseMoment('2000-01-01T00:00')

export const remindersContract = (ground: Ground): void => {
  const append = (...reminders: readonly NewReminder[]) =>
    ground.storage.transaction((tx) => appendReminders(tx, { now: at(0), reminders }))
  const list = () => listReminders(ground.storage.db, { since: BEGINNING })

  test('settles each stage of a report once, and none of the batch when one is taken', async () => {
    await append(nudge)
    await expect(append({ ...nudge, period: parsePeriod('2020-08') }, nudge)).rejects.toThrow(/unique/i)
    expect(await list()).toEqual([{ ...nudge, servedAt: null }])
    const later = { since: parseMoment('2020-08-07T09:01') }
    expect(await listReminders(ground.storage.db, later)).toEqual([])
    await expect(ground.execute("update reminder set outcome = 'overtaken'")).rejects.toThrow('append-only')
    await expect(ground.execute('delete from reminder')).rejects.toThrow('append-only')
  })

  test('numbers notices within their year, each number once', async () => {
    expect(await findNextNotice(ground.storage.db, 2020)).toBe(1)
    await append(nudge, notice('2020-07', '2020-0001'), notice('2020-08', '2020-0002'))
    expect(await findNextNotice(ground.storage.db, 2020)).toBe(3)
    expect(await findNextNotice(ground.storage.db, 2021)).toBe(1)
    await expect(append(notice('2020-09', '2020-0002'))).rejects.toThrow(/unique/i)
    expect((await list()).map((r) => r.number)).toEqual([null, '2020-0001', '2020-0002'])
  })
}
