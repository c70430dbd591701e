/** Runs the contract of storage over every engine there is. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { InputError } from '../../indicators/input-error.ts'
import { openStorage } from '../../storage/index.ts'
import { appendSubmission, findSubmission } from '../../storage/submissions.ts'
import { submissionOf } from './contract/ground.ts'
import { storageContract, type TestEngine } from './contract.ts'

const makeFolder = () => mkdtemp(join(tmpdir(), 'beizeng-storage-'))

const sqlite: TestEngine = {
  name: 'SQLite',
  make: async () => {
    const directory = await makeFolder()
    return { options: { directory }, remove: () => rm(directory, { recursive: true }) }
  },
}

storageContract([sqlite])

test('a file that is no database, or a folder that is none, is said and not touched', async () => {
  const directory = await makeFolder()
  const file = join(directory, 'beizeng.db')
  await writeFile(file, '报表.xlsx was saved under the wrong name\n'.repeat(50))
  const before = await readFile(file)
  await expect(openStorage({ directory })).rejects.toThrow(InputError)
  await expect(openStorage({ directory })).rejects.toThrow(/beizeng\.db.*SQLITE_NOTADB/)
  expect(await readFile(file)).toEqual(before)
  await expect(openStorage({ directory: file })).rejects.toThrow(InputError)
  await rm(directory, { recursive: true })
})

test('SQLite: replacing a row is deleting it, and refused like that', async () => {
  const directory = await makeFolder()
  const storage = await openStorage({ directory })
  const extras = { receivedAt: '2020-11-03T00:00:00.000Z', size: 1 }
  const written = await storage.transaction((tx) => appendSubmission(tx, submissionOf('S1'), extras))
  const replaced = storage.transaction((tx) =>
    sql`insert or replace into submission select * from submission`.execute(tx),
  )
  await expect(replaced).rejects.toThrow('append-only')
  expect(await findSubmission(storage.db, 'S1')).toEqual(written)
  await storage.close()
  await rm(directory, { recursive: true })
})

test('SQLite: journal, durability and keys are set as the store needs them', async () => {
  const directory = await makeFolder()
  const storage = await openStorage({ directory })
  const pragmas = ['journal_mode', 'synchronous', 'foreign_keys', 'recursive_triggers', 'busy_timeout']
  const rows = []
  for (const pragma of pragmas) {
    const { rows: found } = await sql.raw<object>(`pragma ${pragma}`).execute(storage.db)
    rows.push(...found.flatMap((row) => Object.values(row)))
  }
  expect(rows).toEqual(['wal', 2, 1, 1, 10_000])
  await storage.close()
  await rm(directory, { recursive: true })
})
