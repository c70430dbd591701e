/** Knows that the whole program says the same, byte for byte, whichever engine keeps the store. */
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findPostgres, makeDatabase } from './engines.ts'
import { runIn, type Ran } from './run-cli.ts'

const server = await findPostgres()
const lacking = 'missing' in server ? `: skipped, ${server.missing}` : ''

/** A data folder over an engine; what is printed names the folder `DATA` and the instant of receipt `NOW`, whatever they are. */
interface House {
  readonly folder: string
  readonly environment: Readonly<Record<string, string>>
}

const ask = async ({ folder, environment }: House, ...args: readonly string[]): Promise<Ran> => {
  const ran = await runIn(environment, '--data', folder, ...args)
  const plain = (text: string) =>
    text
      .replaceAll(folder, 'DATA')
      .replaceAll(basename(folder), 'DATA')
      .replaceAll(/("receivedAt": )"[^"]+"/g, '$1"NOW"')
  return { ...ran, out: plain(ran.out), err: plain(ran.err) }
}

describe.skipIf('missing' in server)(`SQLite and PostgreSQL${lacking}`, () => {
  const base = 'url' in server ? server.url : ''
  const databases: { remove(): Promise<unknown> }[] = []
  let root = ''
  const makeHouses = async (name: string): Promise<readonly [House, House]> => {
    const database = await makeDatabase(base)
    databases.push(database)
    return [
      { folder: join(root, `${name}-sqlite`), environment: {} },
      { folder: join(root, `${name}-postgres`), environment: { DATABASE_URL: database.url } },
    ]
  }
  /** Asks both the same; both must have an answer, and the same one. */
  const askBoth = async ([one, other]: readonly [House, House], ...args: readonly string[]) => {
    const [first, second] = await Promise.all([ask(one, ...args), ask(other, ...args)])
    expect(second, args.join(' ')).toEqual(first)
    expect(first.err, args.join(' ')).toBe('')
    return first
  }

  let replayed: readonly [House, House]
  let told: readonly Ran[] = []
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'beizeng-both-'))
    replayed = await makeHouses('demo')
    told = await Promise.all(replayed.map((house) => ask(house, 'demo')))
  }, 240_000)
  afterAll(async () => {
    await Promise.all([rm(root, { recursive: true }), ...databases.map((database) => database.remove())])
  })

  test('the demo prints the same', () => {
    expect(told[0]).toMatchObject({ code: 0, err: '' })
    expect(told[0]?.out).toContain('按真实公布日期重放')
    expect(told[1]).toEqual(told[0])
  })

  test('lights, warnings, tables and mails of every time', async () => {
    for (const day of ['2018-12-31', '2020-11-03', '2021-07-05', '2022-07-12', '2026-01-01']) {
      await askBoth(replayed, 'status', '--as-of', day, '--json')
      await askBoth(replayed, 'warnings', '--as-of', day, '--json')
    }
    for (const format of ['json', 'csv', 'sdmx-csv'])
      for (const year of ['2019', '2020', '2022'])
        await askBoth(replayed, 'assess', '--year', year, '--as-of', '2026-01-01', '--format', format)
    for (const week of ['2020-W45', '2021-W27', '2023-W52'])
      expect((await askBoth(replayed, 'digest', '--week', week, '--json')).out).toContain('"digests"')
  })

  test('the same workbooks: receipts, findings, and where a figure comes from', async () => {
    const houses = await makeHouses('ingest')
    const sent = join(replayed[0].folder, 'workbooks')
    const files = (await readdir(sent)).filter((file) => file.startsWith('2020-')).toSorted()
    expect(files.length).toBeGreaterThan(5)
    const receipts: { readonly id: string }[] = []
    for (const file of files) {
      const day = file.slice(0, 10)
      const { out } = await askBoth(houses, 'ingest', join(sent, file), '--published', day, '--json')
      receipts.push(...JSON.parse(out).submissions)
    }
    for (const { id } of receipts) await askBoth(houses, 'findings', id, '--json')
    const again = await askBoth(houses, 'ingest', join(sent, files[0] ?? ''), '--json')
    expect(again.out).toContain('"duplicate"')
    await askBoth(houses, 'submissions', '--json')
    await askBoth(houses, 'status', '--as-of', '2020-12-31', '--json')
    for (const figure of ['1', '7', '20']) await askBoth(houses, 'explain', figure, '--json')
  })

  test('the demo is not mixed into a database that holds submissions', async () => {
    const { environment } = replayed[1]
    const refused = await runIn(environment, '--data', join(root, 'second'), 'demo')
    expect(refused.code).toBe(1)
    expect(refused.err).toMatch(/DATABASE_URL[\s\S]*已有 \d+ 次报送/)
  })
})
