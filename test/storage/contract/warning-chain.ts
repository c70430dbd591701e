/** Knows what the seal on the log of warnings must show: the first step that is not as it was written. */
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import type { Storage } from '../../../storage/index.ts'
import { findLogBreak, findSeal, readWarningHead } from '../../../storage/warning-chain.ts'
import { appendWarningEvents, appendWarnings, listWarnings } from '../../../storage/warnings.ts'
import { workElsewhere, type Ground } from './ground.ts'
import { NOTICE, stepOf } from './sealed-steps.ts'

/** Two warnings with three steps each, written one after another. */
const fill = async (storage: Storage): Promise<void> => {
  await storage.transaction((tx) => appendWarnings(tx, [NOTICE, NOTICE]))
  for (const sequence of [1, 2, 3])
    for (const warning of ['2020-0001', '2020-0002'])
      await storage.transaction((tx) => appendWarningEvents(tx, [stepOf(warning, sequence)]))
}

export const warningChainContract = (ground: Ground): void => {
  const broken = () => findLogBreak(ground.storage.db)

  test('a log as it was written is whole, and what a person said comes back', async () => {
    expect(await broken()).toBeUndefined()
    await fill(ground.storage)
    expect(await broken()).toBeUndefined()
    expect((await readWarningHead(ground.storage.db)).place).toBe(6)
    const [first] = await listWarnings(ground.storage.db)
    expect(first?.events).toEqual([1, 2, 3].map((sequence) => stepOf('2020-0001', sequence)))
  })

  test.each([
    ['a word changed', ["update warning_event set act = replace(act, '核对', '核实') where sequence = 2"], 3],
    [
      'an actor changed',
      ["update warning_event set actor = 'x' where warning = '2020-0002' and sequence = 3"],
      6,
    ],
    ['a notice changed', ["update warning set reply_by = '2020-12-31' where number = '2020-0002'"], 2],
    [
      'two hashes swapped',
      [
        "update warning_seal set warning = 'x' where place = 3",
        "update warning_seal set warning = '2020-0001' where place = 4",
        "update warning_seal set warning = '2020-0002' where place = 3",
      ],
      3,
    ],
  ])('%s: its place is named', async (_, statements, place) => {
    await fill(ground.storage)
    await ground.tamper(statements)
    expect(await broken()).toMatchObject({ place, cause: 'changed', step: { sequence: expect.any(Number) } })
  })

  test('a step taken out of the middle or off the end is named, with or without its seal', async () => {
    await fill(ground.storage)
    const last = "where warning = '2020-0002' and sequence = 3"
    await ground.tamper([`delete from warning_event ${last}`])
    expect(await broken()).toMatchObject({ place: 6, cause: 'missing' })
    await ground.tamper([`delete from warning_seal ${last}`])
    expect(await broken()).toEqual({ place: 6, step: null, cause: 'cut' })
    await ground.tamper([
      'delete from warning_event where sequence = 2',
      'delete from warning_seal where sequence = 2',
    ])
    expect(await broken()).toEqual({ place: 3, step: null, cause: 'missing' })
  })

  test('an end cut off together with the head is told by a hash that was noted elsewhere', async () => {
    await fill(ground.storage)
    const { db } = ground.storage
    const noted = await readWarningHead(db)
    const before = await findSeal(db, { warning: '2020-0001', sequence: 3 })
    if (!before) throw new Error('every step has a seal')
    const last = "where warning = '2020-0002' and sequence = 3"
    await ground.tamper([
      `delete from warning_seal ${last}`,
      `delete from warning_event ${last}`,
      `update warning_chain set place = 5, hash = '${before.hash}'`,
    ])
    expect(await broken()).toBeUndefined()
    expect(await findLogBreak(db, noted)).toEqual({ place: 6, step: null, cause: 'cut' })
    await ground.storage.transaction((tx) =>
      appendWarningEvents(tx, [{ ...stepOf('2020-0002', 3), actor: '别人' }]),
    )
    expect(await broken()).toBeUndefined()
    expect(await findLogBreak(db, noted)).toMatchObject({ place: 6, cause: 'anchor' })
    expect(await findLogBreak(db, before)).toBeUndefined()
  })

  test('a step that was slipped in without a seal is named', async () => {
    await fill(ground.storage)
    await ground.execute(`insert into warning_event (warning, sequence, on_day, kind, level, period, actor, reasons, derivation)
      values ('2020-0001', 4, '2020-11-04', 'closed', 'yellow', '2019', 'x', '[]', '{}')`)
    expect(await broken()).toEqual({
      place: 7,
      step: { warning: '2020-0001', sequence: 4 },
      cause: 'unsealed',
    })
  })

  test('of many who write at once none breaks the chain, loses a step or counts a number twice', async () => {
    const processes = ['a', 'b', 'c'].map((worker) => workElsewhere(ground.options, { mode: 'warn', worker }))
    const numbers = (await Promise.all(processes)).flat()
    expect(numbers.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 30 }, (_, i) => i + 1))
    expect((await readWarningHead(ground.storage.db)).place).toBe(30)
    expect(await broken()).toBeUndefined()
    expect((await listWarnings(ground.storage.db)).at(-1)?.number).toBe('2020-0030')
  })

  test('steps that are rolled back leave the chain as it was', async () => {
    await fill(ground.storage)
    const undone = ground.storage.transaction(async (tx) => {
      await appendWarningEvents(tx, [stepOf('2020-0001', 4)])
      await sql`select * from no_such_table`.execute(tx)
    })
    await expect(undone).rejects.toThrow()
    expect(await broken()).toBeUndefined()
    expect((await readWarningHead(ground.storage.db)).place).toBe(6)
  })
}
