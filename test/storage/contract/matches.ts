/** Knows what the record of confirmed matches must do. */
import { expect, test } from 'vitest'
import { parseFormCode, parseReportingUnitCode } from '../../../indicators/codes.ts'
import { listMatchesInForce } from '../../../indicators/confirmed-match.ts'
import { parseDay } from '../../../indicators/period.ts'
import { appendMatch, isMatchedSince, listMatchEntries } from '../../../storage/matches.ts'
import { appendSubmission } from '../../../storage/submissions.ts'
import { at, submissionOf, type Ground } from './ground.ts'

export const matchesContract = (ground: Ground): void => {
  const entry = {
    action: 'confirmed',
    unit: parseReportingUnitCode('zj-stats'),
    form: parseFormCode('zj-dept-annual'),
    kind: 'row',
    path: '软件收入',
    means: 'software_revenue',
    label: '软件收入',
    name: '软件业务收入',
    submission: 'S1',
    by: { actor: '王', on: parseDay('2020-11-03') },
    reason: '',
    at: at(10),
  } as const

  const fill = () =>
    ground.storage.transaction(async (tx) => {
      await appendSubmission(tx, submissionOf('S1'), { receivedAt: at(5), size: 1 })
      await appendMatch(tx, entry)
      await appendMatch(tx, { ...entry, path: '上云', at: at(20) })
      await appendMatch(tx, { ...entry, action: 'withdrawn', reason: '口径不同', at: at(30) })
    })

  test('are read back in order, as they stood at an instant; the last entry of a label counts', async () => {
    await fill()
    const { db } = ground.storage
    const all = await listMatchEntries(db)
    expect(all.map((e) => [e.number, e.action, e.path, e.by])).toEqual([
      [1, 'confirmed', '软件收入', entry.by],
      [2, 'confirmed', '上云', entry.by],
      [3, 'withdrawn', '软件收入', entry.by],
    ])
    expect(all[0]).toEqual({ ...entry, number: 1 })
    expect(listMatchesInForce(all).map((e) => e.number)).toEqual([2])
    const before = await listMatchEntries(db, { until: at(20) })
    expect(listMatchesInForce(before).map((e) => e.number)).toEqual([1, 2])
  })

  test('tell whether a submission may be read otherwise since it came', async () => {
    await fill()
    const { db } = ground.storage
    const { unit, form } = entry
    const ask = (id: string, receivedAt: string, of = { unit, forms: [form] }) =>
      isMatchedSince(db, { id, receivedAt, ...of })
    expect(await ask('S2', at(29))).toBe(true)
    expect(await ask('S2', at(30))).toBe(false)
    const other = { unit, forms: [parseFormCode('zj-dept-monthly')] }
    expect([await ask('S1', at(5), other), await ask('S2', at(5), other)]).toEqual([true, false])
  })

  test('are never changed and never deleted', async () => {
    await fill()
    await expect(ground.execute("update match_entry set means = 'x'")).rejects.toThrow()
    await expect(ground.execute('delete from match_entry')).rejects.toThrow()
  })
}
