/** Runs the torture of upgrading: a store of any earlier schema is opened by a process that is killed before any of its statements. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text as readText } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { sql } from 'kysely'
import { listAppendOnly } from '../../storage/append-only.ts'
import { openPlace, openStorage, type Storage, type StorageOptions } from '../../storage/index.ts'
import { MIGRATIONS } from '../../storage/migrations/index.ts'
import { makeDatabase } from '../engines.ts'
import type { OpeningPlan } from './work-opening.ts'

const OPENING = fileURLToPath(new URL('work-opening.ts', import.meta.url))

export interface Migrated {
  readonly engine: string
  readonly kills: number
  /** Statements of the longest upgrade. */
  readonly statements: number
  readonly faults: readonly string[]
}

interface Place {
  readonly options: StorageOptions
  remove(): Promise<unknown>
}

const makeFolder = () => mkdtemp(join(tmpdir(), 'beizeng-migration-'))

/** The engines on which it runs; PostgreSQL where a server is named. */
const placesOf = (server: string | undefined): Readonly<Record<string, () => Promise<Place>>> => ({
  SQLite: async () => {
    const directory = await makeFolder()
    return { options: { directory }, remove: () => rm(directory, { recursive: true }) }
  },
  ...(server === undefined
    ? {}
    : {
        PostgreSQL: async () => {
          const [directory, database] = [await makeFolder(), await makeDatabase(server)]
          const remove = async () => [await rm(directory, { recursive: true }), await database.remove()]
          return { options: { directory, databaseUrl: database.url }, remove }
        },
      }),
})

/** A store of an earlier schema with a warning in it, whose steps a later schema seals. */
const fillEarlier = async (options: StorageOptions, version: number): Promise<void> => {
  const storage = await openPlace(options)
  try {
    await storage.transaction(async (tx) => {
      await storage.migrate(tx, 1)
      await sql`insert into warning values ('2019-0002', 2019, 2, 'zj-digital-2022', 'x', '330000',
        'behind-path', '2020-11-03', '2020-11-13', '[]')`.execute(tx)
      for (const sequence of [1, 2])
        await sql`insert into warning_event values ('2019-0002', ${sequence}, '2020-11-03', 'opened', 'yellow',
          '2019', 'beizeng', '[]', '{"zh":"","en":""}')`.execute(tx)
      await storage.migrate(tx, version)
    })
  } finally {
    await storage.close()
  }
}

const runOpening = async (plan: OpeningPlan): Promise<{ killed: boolean; statements: number }> => {
  const child = spawn(process.execPath, [OPENING, JSON.stringify(plan)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [said, [code, signal]] = await Promise.all([readText(child.stdout), once(child, 'exit')])
  if (code !== 0 && signal !== 'SIGKILL') throw new Error(`an opening ended with ${String(code ?? signal)}`)
  return { killed: signal === 'SIGKILL', statements: Number(said) }
}

const SCHEMAS: Readonly<Record<string, string>> = {
  SQLite: 'select type, name, sql from sqlite_master order by type, name',
  PostgreSQL: `select table_name, column_name, data_type, is_nullable, collation_name, column_default
    from information_schema.columns where table_schema = 'public' order by 1, 2`,
}

/** The schema and what is in the tables that the earlier store filled. */
const contentOf = async (storage: Storage, engine: string): Promise<string> => {
  const queries = [
    SCHEMAS[engine] ?? '',
    'select * from warning order by number',
    'select * from warning_event order by warning, sequence',
    'select * from warning_seal order by place',
    'select version, name from migration order by version',
  ]
  const read = queries.map((query) => sql.raw(query).execute(storage.db))
  return JSON.stringify((await Promise.all(read)).map(({ rows }) => rows))
}

const openAndRead = async (options: StorageOptions, engine: string) => {
  const storage = await openStorage(options)
  try {
    return {
      content: await contentOf(storage, engine),
      damage: await storage.engine.listDamage(storage.db, listAppendOnly()),
    }
  } finally {
    await storage.close()
  }
}

interface Turn {
  readonly engine: string
  readonly make: () => Promise<Place>
  readonly version: number
}

/** The same earlier store, opened undisturbed: how many statements that takes, and what it then holds. */
const openUndisturbed = async ({ engine, make, version }: Turn) => {
  const place = await make()
  try {
    await fillEarlier(place.options, version)
    const { statements } = await runOpening({ options: place.options, dieBefore: 0 })
    return { statements, ...(await openAndRead(place.options, engine)) }
  } finally {
    await place.remove()
  }
}

/** Killed three times in a row at statements of chance, then opened. */
const openKilled = async (
  { engine, make, version }: Turn,
  { random, expected }: { random: () => number; expected: Awaited<ReturnType<typeof openUndisturbed>> },
): Promise<{ kills: number; faults: readonly string[] }> => {
  const place = await make()
  try {
    await fillEarlier(place.options, version)
    let kills = 0
    for (let n = 0; n < 3; n += 1) {
      const dieBefore = 1 + Math.floor(random() * expected.statements)
      kills += (await runOpening({ options: place.options, dieBefore })).killed ? 1 : 0
    }
    const { content, damage } = await openAndRead(place.options, engine)
    const where = `${engine}, schema ${version}`
    return {
      kills,
      faults: [
        ...(content === expected.content ? [] : [`${where}: ${content} is not ${expected.content}`]),
        ...damage.map((one) => `${where}: ${JSON.stringify(one)}`),
      ],
    }
  } finally {
    await place.remove()
  }
}

/** Every engine, at least so many kills each, over stores of all earlier schemas. */
export const runMigrated = async (order: {
  readonly kills: number
  readonly random: () => number
  readonly server: string | undefined
}): Promise<readonly Migrated[]> => {
  const migrated: Migrated[] = []
  for (const [engine, make] of Object.entries(placesOf(order.server))) {
    const faults: string[] = []
    let [kills, most] = [0, 0]
    while (kills < order.kills) {
      const version = 1 + Math.floor(order.random() * (MIGRATIONS.length - 1))
      const turn = { engine, make, version }
      const expected = await openUndisturbed(turn)
      most = Math.max(most, expected.statements)
      const killed = await openKilled(turn, { random: order.random, expected })
      if (killed.kills === 0) faults.push(`${engine}, schema ${version}: nobody died`)
      kills += Math.max(1, killed.kills)
      faults.push(...killed.faults)
    }
    migrated.push({ engine, kills, statements: most, faults })
  }
  return migrated
}
