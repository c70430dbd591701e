/** Knows what the vintages must do. */
import { array, assert, asyncProperty, constant, constantFrom, oneof, record } from 'fast-check'
import { expect, test } from 'vitest'
import { parseRegionCode, parseVariableCode } from '../../../indicators/codes.ts'
import type { Observation } from '../../../indicators/observation.ts'
import { parseDay, parsePeriod } from '../../../indicators/period.ts'
import { findObservation, listObservations } from '../../../storage/observations.ts'
import { FAR, ZHEJIANG, GDP, readingOf, value, receive, currentOn, type Ground } from './ground.ts'

export const observationsContract = (ground: Ground): void => {
  test('are read back as they were written', async () => {
    const reads = [
      readingOf(value(62_352), { note: '初步核算数', synthetic: true }),
      readingOf({ value: 0.1 + 0.2, bound: 'lower' }, { measure: 'growth', unit: '%', cell: 'D7' }),
      readingOf({ missing: 'below_smallest_unit' }, { period: parsePeriod('2020-07'), cell: 'E7' }),
    ]
    const known = parseDay('2020-11-03')
    const { added } = await receive(ground.storage, { id: 'S1', known, reads })
    expect(added).toEqual(
      reads.map(({ status, sheet, cell, ...read }) => ({
        ...read,
        id: expect.stringMatching(/^\d+$/),
        vintage: { known, status },
        source: { submission: 'S1', file: 'S1.xlsx', sheet, cell },
      })),
    )
    const listed = await listObservations(ground.storage.db, { asOf: FAR })
    expect(listed).toHaveLength(3)
    expect(listed).toEqual(expect.arrayContaining([...added]))
    for (const one of added) expect(await findObservation(ground.storage.db, one.id)).toEqual(one)
    for (const id of ['0', '99', 'x', "1' or 1"]) {
      expect(await findObservation(ground.storage.db, id)).toBeUndefined()
    }
  })

  test('a figure revised twice is read as it was known on each day', async () => {
    const revisions = [
      ['2020-02-01', 62_352, 'preliminary'],
      ['2020-11-03', 62_462, 'verified'],
      ['2021-06-30', 62_462, 'census_revision'],
    ] as const
    for (const [known, number, status] of revisions) {
      const reads = [readingOf(value(number), { status })]
      await receive(ground.storage, { id: known, known: parseDay(known), reads })
    }
    const onDay = async (day: string) => {
      const found = await currentOn(ground.storage, parseDay(day))
      return found && [found.figure, found.vintage.status]
    }
    expect(await onDay('2020-01-31')).toBeUndefined()
    expect(await onDay('2020-02-01')).toEqual([value(62_352), 'preliminary'])
    expect(await onDay('2020-11-02')).toEqual([value(62_352), 'preliminary'])
    expect(await onDay('2020-11-03')).toEqual([value(62_462), 'verified'])
    expect(await onDay('2022-01-01')).toEqual([value(62_462), 'census_revision'])
    expect(await listObservations(ground.storage.db, { asOf: parseDay('2020-12-31') })).toHaveLength(2)
  })

  test('are chosen by variable and region, by key in text order', async () => {
    const other = parseVariableCode('a_variable')
    const hangzhou = parseRegionCode('330100')
    const reads = [
      readingOf(value(1), { period: parsePeriod('2020-07') }),
      readingOf(value(2), { region: hangzhou }),
      readingOf(value(3), { variable: other }),
      readingOf(value(4), { measure: 'end' }),
    ]
    await receive(ground.storage, { id: 'S1', known: parseDay('2020-11-03'), reads })
    const values = async (filter: Omit<Parameters<typeof listObservations>[1], 'asOf'>) =>
      (await listObservations(ground.storage.db, { asOf: FAR, ...filter })).map((o) =>
        'value' in o.figure ? o.figure.value : undefined,
      )
    expect(await values({})).toEqual([3, 4, 1, 2])
    expect(await values({ variables: [GDP] })).toEqual([4, 1, 2])
    expect(await values({ variables: [GDP, other], region: ZHEJIANG })).toEqual([3, 4, 1])
    expect(await values({ variables: [] })).toEqual([])
  })

  test('keep what their cell said, also where it held a sign that no database takes', async () => {
    const note = 'a\0b\u{1F4C8}\u0007'
    const known = parseDay('2020-11-03')
    const reads = [readingOf(value(1), { note, reported: { text: '\0', unit: '亿元' } })]
    await receive(ground.storage, { id: 'S1', known, reads })
    const [one] = await listObservations(ground.storage.db, { asOf: FAR })
    expect([one?.note, one?.reported.text]).toEqual(['a\uFFFDb\u{1F4C8}\u0007', '\uFFFD'])
    await receive(ground.storage, { id: 'S2', known, reads })
    expect(await listObservations(ground.storage.db, { asOf: FAR })).toEqual([one])
  })

  test('come in the order of bytes, whatever the language of the database', async () => {
    const names = ['B', 'a', 'Z', 'ä', 'a_b', 'ab', '〇', '𠮷', 'Ａ']
    const reads = names.map((name) => readingOf(value(1), { note: name, period: parsePeriod('2019') }))
    for (const [index, read] of reads.entries()) {
      const variable = parseVariableCode(`v${index}`)
      await receive(ground.storage, { id: names[index] ?? '', known: FAR, reads: [{ ...read, variable }] })
    }
    const ids = await ground.storage.db.selectFrom('submission').select('id').orderBy('id').execute()
    const byBytes = names.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
    expect(ids.map((row) => row.id)).toEqual(byBytes)
    const after = await ground.storage.db
      .selectFrom('submission')
      .select('id')
      .where('id', '>', 'a')
      .execute()
    expect(after.map((row) => row.id).toSorted()).toEqual(byBytes.slice(byBytes.indexOf('a') + 1).toSorted())
  })

  test('what repeats the current figure is unchanged; another figure, status, note or 合成 mark is not', async () => {
    const known = parseDay('2020-11-03')
    const first = await receive(ground.storage, { id: 'S1', known, reads: [readingOf(value(10))] })
    const again = await receive(ground.storage, {
      id: 'S2',
      known: parseDay('2020-12-01'),
      reads: [
        readingOf(value(10), { cell: 'F9', reported: { text: '10.0', unit: '万元' } }),
        readingOf(value(10), { period: parsePeriod('2018') }),
      ],
    })
    expect(again.unchanged.map((u) => [u.read.cell, u.observation])).toEqual([['F9', first.added[0]?.id]])
    expect(again.added.map((o) => o.period)).toEqual(['2018'])
    const different = [
      readingOf({ value: 10, bound: 'lower' }),
      readingOf({ missing: 'unknown' }),
      readingOf(value(10), { status: 'final' }),
      readingOf(value(10), { status: 'final', note: '核实后' }),
      readingOf(value(10), { status: 'final', note: '核实后', synthetic: true }),
    ]
    for (const [index, read] of different.entries()) {
      const day = parseDay(`2021-01-0${index + 1}`)
      const result = await receive(ground.storage, { id: `T${index}`, known: day, reads: [read] })
      expect(result).toMatchObject({ added: [{ vintage: { known: day } }], unchanged: [] })
    }
  })

  test('a file that came late takes its place in the past and leaves the present alone', async () => {
    const [early, middle, late] = ['2020-01-01', '2020-02-01', '2020-03-01'].map(parseDay)
    if (!early || !middle || !late) throw new Error('three days')
    await receive(ground.storage, { id: 'S1', known: early, reads: [readingOf(value(10))] })
    await receive(ground.storage, { id: 'S2', known: late, reads: [readingOf(value(10), { cell: 'Z9' })] })
    const came = await receive(ground.storage, { id: 'S3', known: middle, reads: [readingOf(value(12))] })
    expect((await currentOn(ground.storage, early))?.figure).toEqual(value(10))
    expect((await currentOn(ground.storage, middle))?.figure).toEqual(value(12))
    const present = await currentOn(ground.storage, late)
    expect(present).toMatchObject({ figure: value(10), source: { submission: 'S2', cell: 'Z9' } })
    expect(came.restored).toEqual([present])
  })

  test('a file that came late and says the same is where the figure begins, as if it had come in time', async () => {
    const [early, late] = ['2020-01-01', '2020-03-01'].map(parseDay)
    if (!early || !late) throw new Error('two days')
    await receive(ground.storage, { id: 'S2', known: late, reads: [readingOf(value(10))] })
    await receive(ground.storage, { id: 'S1', known: early, reads: [readingOf(value(10), { cell: 'Z9' })] })
    const listed = await listObservations(ground.storage.db, { asOf: FAR })
    expect(listed.map((o) => [o.vintage.known, o.source.submission])).toEqual([[early, 'S1']])
  })

  test('whatever the order of arrival, every day reads like a naive list of all readings', async () => {
    const days = ['01', '02', '03', '04', '05', '06'].map((day) => parseDay(`2020-01-${day}`))
    const reading = record({
      day: constantFrom(...days),
      files: array(
        oneof(constantFrom(1, 2, 3).map(value), constant<Observation['figure']>({ missing: 'not_reported' })),
        { minLength: 1, maxLength: 2 },
      ),
    })
    let run = 0
    await assert(
      asyncProperty(array(reading, { minLength: 1, maxLength: 9 }), async (arrivals) => {
        run += 1
        const variable = parseVariableCode(`v${run}`)
        for (const [index, { day, files }] of arrivals.entries()) {
          const reads = files.map((figure) => readingOf(figure, { variable }))
          await receive(ground.storage, { id: `${run}-${index}`, known: day, reads })
        }
        const naive = arrivals
          .flatMap(({ day, files }) => files.map((figure) => ({ day, figure })))
          .toSorted((a, b) => a.day.localeCompare(b.day))
        for (const day of days) {
          const expected = naive.findLast((one) => one.day <= day)?.figure
          expect((await currentOn(ground.storage, day, variable))?.figure).toEqual(expected)
        }
      }),
      { numRuns: 60 },
    )
  })

  test('a thousand and more in one file', async () => {
    const reads = Array.from({ length: 1_201 }, (_, n) =>
      readingOf(value(n), { variable: parseVariableCode(`v${n}`), cell: `C${n}` }),
    )
    const one = await receive(ground.storage, { id: 'S1', known: parseDay('2020-01-01'), reads })
    const two = await receive(ground.storage, { id: 'S2', known: parseDay('2020-02-01'), reads })
    expect([one.added.length, two.added.length, two.unchanged.length]).toEqual([1_201, 0, 1_201])
  })
}
