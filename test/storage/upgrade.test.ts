/** Knows what an upgrade does to what an earlier schema held. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Kysely, sql } from 'kysely'
import { expect, test } from 'vitest'
import { openStorage } from '../../storage/index.ts'
import { findSubmission } from '../../storage/submissions.ts'
import { migrate } from '../../storage/migrate.ts'
import { warningChain } from '../../storage/migrations/0006-warning-chain.ts'
import { submissionForms } from '../../storage/migrations/0012-submission-forms.ts'
import { MIGRATIONS } from '../../storage/migrations/index.ts'
import type { Schema } from '../../storage/schema.ts'
import { openSqlite } from '../../storage/sqlite.ts'
import { findLogBreak, findSeal, readWarningHead } from '../../storage/warning-chain.ts'
import { appendWarningEvents, listWarnings } from '../../storage/warnings.ts'
import { stepOf } from './contract/sealed-steps.ts'

test('steps of warnings from before there were seals are sealed, and the chain goes on', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'beizeng-upgrade-'))
  const { dialect, ddl, where } = openSqlite(join(directory, 'beizeng.db'))
  const old = new Kysely<Schema>({ dialect })
  await old.transaction().execute(async (tx) => {
    await migrate(tx, { ddl, migrations: MIGRATIONS.slice(0, MIGRATIONS.indexOf(warningChain)), where })
    for (const number of ['2019-0002', '2020-0001']) {
      const [year, serial] = number.split('-').map(Number)
      await sql`insert into warning values (${number}, ${year}, ${serial}, 'zj-digital-2022', 'x', '330000',
        'behind-path', '2020-11-03', '2020-11-13', '[]')`.execute(tx)
      for (const sequence of [1, 2])
        await sql`insert into warning_event values (${number}, ${sequence}, '2020-11-03', 'opened', 'yellow', '2019',
          'beizeng', '[]', '{"zh":"","en":""}')`.execute(tx)
    }
  })
  await old.destroy()
  const storage = await openStorage({ directory })
  expect((await readWarningHead(storage.db)).place).toBe(4)
  expect((await findSeal(storage.db, { warning: '2020-0001', sequence: 1 }))?.place).toBe(3)
  const [first] = await listWarnings(storage.db)
  expect(first?.events.map((e) => [e.sequence, e.at, e.act])).toEqual([
    [1, null, null],
    [2, null, null],
  ])
  await storage.transaction((tx) => appendWarningEvents(tx, [stepOf('2020-0001', 3)]))
  expect(await findLogBreak(storage.db)).toBeUndefined()
  await storage.close()
  await rm(directory, { recursive: true })
})

test('a submission from before several forms were kept holds the one that it is named after', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'beizeng-upgrade-'))
  const { dialect, ddl, where } = openSqlite(join(directory, 'beizeng.db'))
  const old = new Kysely<Schema>({ dialect })
  await old.transaction().execute(async (tx) => {
    await migrate(tx, { ddl, migrations: MIGRATIONS.slice(0, MIGRATIONS.indexOf(submissionForms)), where })
    for (const [sequence, form] of ['zj-dept-annual', null].entries())
      await sql`insert into submission (id, sequence, file, sha256, size, unit, form, form_version, period, known, received_at,
        outcome, read_count, accepted_count, rejected_count, unchanged_count) values (${`S${sequence}`}, ${sequence}, 'a.xlsx',
        ${'ab'.repeat(32)}, 1, 'zj-stats', ${form}, null, '2019', '2020-11-03', '2020-11-03T00:00:00.000Z', 'accepted', 0, 0,
        0, 0)`.execute(tx)
  })
  await old.destroy()
  const storage = await openStorage({ directory })
  expect((await findSubmission(storage.db, 'S0'))?.forms).toEqual(['zj-dept-annual'])
  expect((await findSubmission(storage.db, 'S1'))?.forms).toEqual([])
  await storage.close()
  await rm(directory, { recursive: true })
})
