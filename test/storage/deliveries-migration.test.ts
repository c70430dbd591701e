/** Knows that an outbox of the first schema comes whole into today's: nothing lost, nothing queued anew. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { openStorage } from '../../storage/index.ts'
import { firstSchema } from '../../storage/migrations/0001-first-schema.ts'
import { findMessage, listOutbox } from '../../storage/outbox.ts'

test('messages keep their keys, bodies, states and order', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'beizeng-upgrade-'))
  const database = new Database(join(directory, 'beizeng.db'))
  const ddl = { serial: 'integer primary key autoincrement', appendOnly: () => [], spell: (s: string) => [s] }
  for (const statement of firstSchema.statements(ddl)) database.exec(statement)
  database.exec('create table migration (version integer primary key, name text not null)')
  database.exec("insert into migration values (1, 'first-schema')")
  const insert = database.prepare(`insert into outbox
    (key, recipient, message_id, body, state, detail, created_at, updated_at) values (?, ?, ?, ?, ?, ?, ?, ?)`)
  for (const [index, state] of ['sent', 'queued', 'unknown'].entries())
    insert.run(
      `key ${index}`,
      'office',
      `<${index}>`,
      `body ${index}`,
      state,
      'why',
      '2020-11-03',
      '2020-11-04',
    )
  database.close()
  const storage = await openStorage({ directory })
  const messages = await listOutbox(storage.db)
  expect(messages.map((m) => [m.key, m.state, m.detail, m.channel])).toEqual([
    ['key 0', 'sent', 'why', 'outbox-folder'],
    ['key 1', 'queued', 'why', 'outbox-folder'],
    ['key 2', 'unknown', 'why', 'outbox-folder'],
  ])
  expect((await findMessage(storage.db, 'key 2'))?.body).toBe('body 2')
  await storage.close()
  await rm(directory, { recursive: true })
})
