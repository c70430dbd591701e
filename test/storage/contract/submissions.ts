/** Knows what the receipts must do. */
import { expect, test } from 'vitest'
import { parseFormCode } from '../../../indicators/codes.ts'
import { parseDay, parsePeriod } from '../../../indicators/period.ts'
import { text } from '../../../indicators/text.ts'
import {
  appendSubmission,
  findSubmission,
  findSubmissionByChecksum,
  listFindings,
  listReport,
  listSubmissions,
  settleSubmission,
} from '../../../storage/submissions.ts'
import { readChainFacts } from '../../../storage/chain-facts.ts'
import { appendDecision } from '../../../storage/decisions.ts'
import { listGivenExplanations, listOtherExplanations } from '../../../storage/explanations.ts'
import { at, GDP, readingOf, receive, submissionOf, value, ZHEJIANG, type Ground } from './ground.ts'

export const submissionsContract = (ground: Ground): void => {
  const finding = {
    rule: 'read.number',
    class: 'mandatory',
    sheet: '表1',
    cell: 'C7',
    found: '约35万',
    expected: text('数字', 'a number'),
  } as const

  const about = {
    variable: GDP,
    region: ZHEJIANG,
    period: parsePeriod('2019'),
    measure: 'current',
    basis: '62352',
  } as const

  test('are read back as they were written, findings in their order', async () => {
    const findings = [
      { ...finding, about },
      { ...finding, cell: '', rule: 'form.period' },
    ]
    const forms = ['zj-dept-annual', 'zj-city-monthly'].map(parseFormCode)
    const one = { ...submissionOf('S1'), findings, forms }
    const two = {
      ...submissionOf('S2', parseDay('2020-12-01')),
      unit: null,
      form: null,
      forms: [],
      period: null,
    }
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

  test('are not written when a figure is missing from their counts', async () => {
    const lost = { ...submissionOf('S1'), counts: { read: 3, accepted: 1, rejected: 1, unchanged: 0 } }
    const write = ground.storage.transaction((tx) =>
      appendSubmission(tx, lost, { receivedAt: at(0), size: 1 }),
    )
    await expect(write).rejects.toThrow('do not add up')
    expect(await listSubmissions(ground.storage.db)).toEqual([])
  })

  test('keep what was explained, with its finding and where it was first said', async () => {
    const asked = { ...finding, class: 'verification', about } as const
    const one = { ...submissionOf('S1'), findings: [finding, asked] }
    const step = { on: one.known, actor: '省统计局', outcome: 'accepted', inForce: true } as const
    const explained = { ...step, kind: 'explained', finding: 2, text: '因普查修订', sequence: 2 } as const
    await ground.storage.transaction(async (tx) => {
      await appendSubmission(tx, one, { receivedAt: at(0), size: 1 })
      await appendSubmission(tx, { ...one, id: 'S2' }, { receivedAt: at(1), size: 1 })
      await appendSubmission(
        tx,
        { ...one, id: 'S3', period: parsePeriod('2018') },
        { receivedAt: at(2), size: 1 },
      )
      await appendDecision(tx, { ...explained, submission: 'S1', givenIn: null }, at(3))
      await appendDecision(tx, { ...explained, submission: 'S2', givenIn: 'S1' }, at(4))
      await appendDecision(tx, { ...explained, submission: 'S3', text: '另一期', givenIn: null }, at(5))
      const accepted = { ...step, kind: 'accepted', finding: null, text: '', givenIn: null } as const
      await appendDecision(tx, { ...accepted, submission: 'S1', sequence: 3 }, at(6))
      await appendDecision(tx, { ...accepted, submission: 'S2', sequence: 3 }, at(6))
      await appendDecision(tx, { ...accepted, kind: 'returned', submission: 'S2', sequence: 4 }, at(7))
    })
    const { unit, forms, period } = one
    if (!unit || !period) throw new Error('the sample has all three')
    const given = { finding: asked, text: '因普查修订', submission: 'S1' }
    const { db } = ground.storage
    expect(await listGivenExplanations(db, { unit, forms, period })).toEqual([given, given])
    expect(await listOtherExplanations(db, { unit, forms, period })).toEqual(['另一期'])
    expect(await listOtherExplanations(db, { unit, forms, period: parsePeriod('2018') })).toEqual([
      '因普查修订',
    ])
    const facts = await readChainFacts(db, ['S1', 'S2', 'S3'])
    expect([[...facts.accepted], [...facts.inForce], facts.stated.size]).toEqual([
      ['S1'],
      ['S1', 'S2', 'S3'],
      0,
    ])
    expect([...(await readChainFacts(db, ['S2', 'S3'])).accepted]).toEqual([])
    expect((await listReport(db, one)).map((s) => s.id)).toEqual(['S1', 'S2'])
    expect(await listReport(db, { ...one, period: null })).toHaveLength(1)
  })

  test('state the figures that they said first and those that they only said again', async () => {
    const known = parseDay('2020-11-03')
    for (const id of ['S1', 'S2']) await receive(ground.storage, { id, known, reads: [readingOf(value(1))] })
    const { stated } = await readChainFacts(ground.storage.db, ['S1', 'S2'])
    expect(stated.get('S2')).toEqual(stated.get('S1'))
    expect(stated.get('S1')?.size).toBe(1)
    expect((await readChainFacts(ground.storage.db, ['S1', 'S2'], ['S2'])).stated.has('S1')).toBe(false)
  })
}
