/** Knows what the receipts must do. */
import { expect, test } from 'vitest'
import { parseDay } from '../../../indicators/period.ts'
import { text } from '../../../indicators/text.ts'
import {
  appendSubmission,
  findSubmission,
  findSubmissionByChecksum,
  listFindings,
  listSubmissions,
  settleSubmission,
} from '../../../storage/submissions.ts'
import { at, submissionOf, type Ground } from './ground.ts'

export const submissionsContract = (ground: Ground): void => {
  const finding = {
    rule: 'read.number',
    class: 'mandatory',
    sheet: '表1',
    cell: 'C7',
    found: '约35万',
    expected: text('数字', 'a number'),
  } as const

  test('are read back as they were written, findings in their order', async () => {
    const findings = [finding, { ...finding, cell: '', rule: 'form.period' }]
    const one = { ...submissionOf('S1'), findings }
    const two = { ...submissionOf('S2', parseDay('2020-12-01')), unit: null, form: null, period: null }
    const extras = { receivedAt: at(5), size: 12_345 }
    await ground.storage.transaction(async (tx) => {
      await appendSubmission(tx, one, extras)
      await appendSubmission(tx, two, extras)
    })
    expect(await findSubmission(ground.storage.db, 'S1')).toEqual({ ...one, ...extras, sequence: 1 })
    expect(await listFindings(ground.storage.db, 'S1')).toEqual(findings)
    expect(await findSubmission(ground.storage.db, 'S9')).toBeUndefined()
    expect(await listSubmissions(ground.storage.db)).toEqual([
      { ...one, ...extras, sequence: 1 },
      { ...two, ...extras, sequence: 2 },
    ])
    const known = await listSubmissions(ground.storage.db, { asOf: parseDay('2020-11-30') })
    expect(known.map((s) => [s.id, s.findings.length])).toEqual([['S1', 2]])
  })

  test('of the same bytes: the newest is found', async () => {
    await ground.storage.transaction(async (tx) => {
      for (const id of ['B', 'C', 'A']) {
        await appendSubmission(tx, submissionOf(id), { receivedAt: at(0), size: 1 })
      }
    })
    expect((await findSubmissionByChecksum(ground.storage.db, 'ab'.repeat(32)))?.id).toBe('A')
    expect(await findSubmissionByChecksum(ground.storage.db, 'cd'.repeat(32))).toBeUndefined()
  })

  test('are settled with what became of their figures; one that is not there cannot be', async () => {
    const counts = { read: 9, accepted: 4, rejected: 2, unchanged: 3 }
    await ground.storage.transaction(async (tx) => {
      await appendSubmission(tx, submissionOf('S1'), { receivedAt: at(0), size: 1 })
      await appendSubmission(tx, submissionOf('S2'), { receivedAt: at(0), size: 1 })
      await settleSubmission(tx, 'S1', counts)
    })
    const listed = await listSubmissions(ground.storage.db)
    expect(listed.map((s) => s.counts)).toEqual([counts, submissionOf('S2').counts])
    const nobody = ground.storage.transaction((tx) => settleSubmission(tx, 'S9', counts))
    await expect(nobody).rejects.toThrow('no submission S9')
  })
}
