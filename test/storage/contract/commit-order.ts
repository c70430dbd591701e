/** Knows that it makes no difference when files are read: only the days known, the receipts and the steps at the desk do. */
import { assert, asyncProperty } from 'fast-check'
import { expect, test } from 'vitest'
import { parseReportingUnitCode } from '../../../indicators/codes.ts'
import type { Observation } from '../../../indicators/observation.ts'
import { parseDay } from '../../../indicators/period.ts'
import { findChain } from '../../../indicators/submission-chain.ts'
import { readChainFacts } from '../../../storage/chain-facts.ts'
import { listObservations } from '../../../storage/observations.ts'
import { findSubmissionByChecksum, listReport, listSubmissions } from '../../../storage/submissions.ts'
import { submissionOf, value, type Ground } from './ground.ts'
import {
  DAYS,
  expectedOf,
  inOrder,
  openTelling,
  scene,
  shuffled,
  type Sent,
  type Telling,
} from './sent-files.ts'

const BARE: Sent = {
  known: parseDay('2020-01-02'),
  minute: 0,
  says: [],
  waits: false,
  released: null,
  returned: null,
}
const SAID = [100, 200, 100]
const ORDERS = [
  [0, 1, 2],
  [0, 2, 1],
  [1, 0, 2],
  [1, 2, 0],
  [2, 0, 1],
  [2, 1, 0],
]

/** A figure by what it says and where it stands; ids are given as files are read. */
const plain = ({ figure: said, vintage, source }: Omit<Observation, 'id'>, name: string) => [
  said,
  vintage.known,
  source.submission.replace(name, ''),
  source.cell,
]

const readChains = async ({ storage: { db } }: Ground, name: string) => {
  const report = await listReport(db, { ...submissionOf(''), unit: parseReportingUnitCode(`u${name}`) })
  const facts = await readChainFacts(
    db,
    report.map((s) => s.id),
  )
  const chains = report.map((one) => [one.id, findChain(one, report, facts)])
  return JSON.parse(JSON.stringify(chains).replaceAll(`${name}-`, '-')) as unknown
}

const checkFigures = async (
  { storage: { db } }: Ground,
  telling: Telling,
  files: readonly Sent[],
  name: string,
) => {
  for (const asOf of DAYS)
    for (const before of [undefined, ...files.keys()])
      for (const [key, variable] of telling.variables.entries()) {
        const bound =
          before === undefined
            ? {}
            : { before: { id: telling.idOf(before), receivedAt: telling.instantOf(before) } }
        const listed = await listObservations(db, { asOf, variables: [variable], ...bound })
        expect(listed.map((one) => plain(one, name))).toEqual(expectedOf(files, { day: asOf, key, before }))
      }
}

export const commitOrderContract = (ground: Ground): void => {
  test('in whatever order files are read and dealt with, every day and every file looks back on the same', async () => {
    let run = 0
    await assert(
      asyncProperty(scene, async ({ files, order }) => {
        run += 1
        const [straight, mixed] = [`${run}x`, `${run}y`]
        const one = openTelling(ground, straight, files)
        await one.tell(inOrder(files))
        const other = openTelling(ground, mixed, files)
        await other.tell(shuffled(files, order))
        await checkFigures(ground, one, files, straight)
        await checkFigures(ground, other, files, mixed)
        expect(await readChains(ground, mixed)).toEqual(await readChains(ground, straight))
      }),
      { numRuns: 40 },
    )
  })

  test.each([
    { when: 'one after another', minutes: [0, 1, 2] },
    { when: 'at one instant', minutes: [0, 0, 0] },
  ])(
    'three files of a day, received $when, A = 100, B = 200, C = 100, read in each order',
    async ({ minutes }) => {
      const files: Sent[] = minutes.map((minute, file) => ({
        ...BARE,
        minute,
        says: [[value(SAID[file] ?? 0)]],
      }))
      const { db } = ground.storage
      for (const [index, order] of ORDERS.entries()) {
        const name = `abc${index}`
        const telling = openTelling(ground, name, files)
        await telling.tell(order.map((file) => ({ file, act: 'read' })))
        const listed = await listObservations(db, { asOf: BARE.known, variables: telling.variables })
        expect(listed.map((one) => plain(one, name))).toEqual([
          [value(100), BARE.known, '-0', 'C1'],
          [value(200), BARE.known, '-1', 'C1'],
          [value(100), BARE.known, '-2', 'C1'],
        ])
        const received = files.map((_, file) => telling.idOf(file))
        const own = (await listSubmissions(db)).filter((s) => s.sha256 === name)
        expect(own.map((s) => s.id)).toEqual(received)
        expect(await readChains(ground, name)).toMatchObject([
          ['-0', { attempt: 1, previous: null, replacedBy: '-1' }],
          ['-1', { attempt: 2, previous: '-0', replaces: ['-0'], replacedBy: '-2' }],
          ['-2', { attempt: 3, previous: '-1', replaces: ['-1'], replacedBy: null }],
        ])
      }
    },
  )

  test('of the same bytes the one received last is found, though it was read first', async () => {
    const files = [0, 1].map((minute) => ({ ...BARE, minute }))
    const telling = openTelling(ground, 'same', files)
    await telling.tell([1, 0].map((file) => ({ file, act: 'read' })))
    expect((await findSubmissionByChecksum(ground.storage.db, 'same'))?.id).toBe(telling.idOf(1))
  })

  test('nothing is written twice: not what repeats a figure across one that was sent back, not what was restored before', async () => {
    const files: Sent[] = [100, 200, 300, 100, 400].map((number, file) => ({
      ...BARE,
      // The last is received between the third and the fourth.
      minute: file === 4 ? 2 : file,
      says: [[value(number)]],
      returned: file === 1 ? BARE.known : null,
    }))
    const telling = openTelling(ground, 'twice', files)
    await telling.tell([
      { file: 0, act: 'read' },
      { file: 1, act: 'read' },
      { file: 1, act: 'returned' },
      { file: 3, act: 'read' },
    ])
    const stored = async () => {
      const rows = await ground.storage.db
        .selectFrom('observation')
        .select(['submission', 'value'])
        .where('variable', 'in', telling.variables)
        .orderBy('id')
        .execute()
      return rows.map((row) => [row.submission.replace('twice', ''), row.value])
    }
    expect(await stored()).toEqual([
      ['-0', 100],
      ['-1', 200],
    ])
    await telling.tell([{ file: 2, act: 'read' }])
    expect((await stored()).slice(2)).toEqual([
      ['-2', 300],
      ['-3', 100],
    ])
    await telling.tell([{ file: 4, act: 'read' }])
    expect((await stored()).slice(4)).toEqual([['-4', 400]])
  })
}
