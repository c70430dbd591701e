/** Shows what a person reads when the disk is full, read-only, locked or torn, that nothing is left half done, and that work goes on once it is mended. */
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, open, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { originalPath } from '../storage/archive.ts'
import { composeWorkbook } from './jobs/ground.ts'
import { runIn, type Ran } from './run-cli.ts'

const execute = promisify(execFile)
const ROOT = fileURLToPath(new URL('..', import.meta.url))

/** A short lease: what a full disk kept from being given back is soon taken back. */
const run = (place: string, ...args: readonly string[]): Promise<Ran> =>
  runIn({ BEIZENG_LEASE_SECONDS: '3' }, '--data', place, ...args)
const runJson = async (place: string, ...args: readonly string[]) => {
  const ran = await run(place, ...args, '--json')
  return { code: ran.code, ...JSON.parse(ran.out) }
}

let folder = ''
let data = ''
const mounted: string[] = []
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'beizeng-faults-'))
  data = join(folder, 'data')
  await mkdir(data)
})
afterEach(async () => {
  for (const place of mounted.splice(0).toReversed()) await execute('umount', [place])
  await rm(folder, { recursive: true })
})

/** Chmod keeps nothing from root, so a file system of its own is what shows a full disk and a read-only one. */
const mountable = await (async () => {
  const place = await mkdtemp(join(tmpdir(), 'beizeng-mount-'))
  try {
    await execute('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', place])
    await execute('umount', [place])
    return true
  } catch {
    return false
  } finally {
    await rm(place, { recursive: true })
  }
})()
const lacking = mountable ? '' : ': skipped, a file system cannot be mounted here'

const mount = async (place: string, size: string): Promise<void> => {
  await mkdir(place, { recursive: true })
  await execute('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', place])
  mounted.push(place)
}
const remount = (place: string, how: 'ro' | 'rw') => execute('mount', ['-o', `remount,${how}`, place])

const workbook = async (year: string): Promise<string> => {
  const file = join(folder, `${year}.xlsx`)
  await writeFile(file, await composeWorkbook(year, 20_000 + Number(year)))
  return file
}

/** Takes all room but so much. */
const fillDisk = async (place: string, spare: number): Promise<() => Promise<void>> => {
  const filler = join(place, 'filler')
  const handle = await open(filler, 'w')
  const block = Buffer.alloc(16 * 1024)
  try {
    for (;;) await handle.writeFile(block)
  } catch {
    // As full as it gets.
  } finally {
    await handle.close()
  }
  await truncate(filler, Math.max(0, (await stat(filler)).size - spare))
  return () => rm(filler)
}

/** Refused so that a person can mend it: exit code 1, both languages' sentence, nothing on stdout. */
const expectRefusal = (told: { code: number; out: string; err: string }, expected: RegExp): void => {
  expect(told.err).toMatch(expected)
  expect(told.err).not.toMatch(/程序错误|\n {4}at /)
  expect(told.code).toBe(1)
}

const expectSound = async (submissions: number): Promise<void> => {
  const verified = await run(data, 'verify', '--deep')
  expect(verified.out).not.toContain('不符  ')
  expect(verified.code).toBe(0)
  expect((await runJson(data, 'submissions')).submissions).toHaveLength(submissions)
}

const leftovers = async (place: string): Promise<readonly string[]> =>
  (await readdir(place, { recursive: true })).filter((name) => /\.(tmp|part)$/.test(name))

describe.skipIf(!mountable)(`a file system of its own${lacking}`, () => {
  test('full: whatever room is left, it is said, nothing is half done, and the same command succeeds afterwards', async () => {
    await mount(data, '4m')
    await run(data, 'ingest', await workbook('2015'))
    const refused: string[] = []
    const years = ['2016', '2017', '2018', '2019', '2020', '2021']
    for (const [index, year] of years.entries()) {
      const file = await workbook(year)
      const free = await fillDisk(data, index * 40 * 1024)
      const told = await run(data, 'ingest', file)
      if (told.code !== 0) {
        refused.push(year)
        expectRefusal(told, /磁盘|disk|空间/)
      }
      expect(await leftovers(join(data, 'archive'))).toEqual([])
      await free()
      // A job whose attempt failed waits a second for its next.
      await new Promise((resolve) => setTimeout(resolve, 1_100))
      const again = await runJson(data, 'ingest', file)
      expect(again.code, year).toBe(0)
      expect(['accepted', 'duplicate'], year).toContain(again.submissions[0].outcome)
    }
    expect(refused.length).toBeGreaterThan(1)
    await expectSound(years.length + 1)
  })

  test('full where the backup goes: it is said, no half backup stays, the store is untouched', async () => {
    const elsewhere = join(folder, 'backups')
    await mount(elsewhere, '64k')
    await run(data, 'ingest', await workbook('2019'))
    expectRefusal(await run(data, 'backup', '-o', join(elsewhere, 'b.tar')), /b\.tar：发现「磁盘已满/)
    expect(await readdir(elsewhere)).toEqual([])
    await expectSound(1)
  })

  test('read-only: it is said; writable again, work goes on', async () => {
    await mount(data, '4m')
    const file = await workbook('2019')
    await run(data, 'submissions')
    await remount(data, 'ro')
    expectRefusal(await run(data, 'ingest', file), /只读|可以写入|READONLY|EROFS|CANTOPEN/)
    await remount(data, 'rw')
    expect((await runJson(data, 'ingest', file)).submissions[0].outcome).toBe('accepted')
    await expectSound(1)
  })

  test('the archive alone read-only: nothing comes into the ledger that has no original', async () => {
    await run(data, 'submissions')
    const archive = join(data, 'archive')
    await mount(archive, '1m')
    await remount(archive, 'ro')
    const file = await workbook('2019')
    expectRefusal(await run(data, 'ingest', file), /archive.*只读/)
    expect((await runJson(data, 'jobs')).jobs).toEqual([])
    await remount(archive, 'rw')
    expect((await runJson(data, 'ingest', file)).submissions[0].outcome).toBe('accepted')
    await expectSound(1)
  })
})

/** Another program that holds the database for a while. */
const hold = async (milliseconds: number) => {
  const script = `
    const { default: Database } = await import('better-sqlite3')
    const database = new Database(process.argv[1])
    database.exec('begin immediate')
    console.log('held')
    setTimeout(() => { database.exec('rollback'); process.exit() }, Number(process.argv[2]))`
  const args = ['--input-type=module', '-e', script, join(data, 'beizeng.db'), String(milliseconds)]
  const child = spawn(process.execPath, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'] })
  await once(child.stdout, 'data')
  return child
}

test('locked for two seconds: it waits; for more than ten: it is said, and succeeds afterwards', async () => {
  const [first, second] = [await workbook('2018'), await workbook('2019')]
  await run(data, 'submissions')
  const short = await hold(2_000)
  expect((await runJson(data, 'ingest', first)).submissions[0].outcome).toBe('accepted')
  short.kill()
  const long = await hold(60_000)
  const started = performance.now()
  expectRefusal(await run(data, 'ingest', second), /SQLITE_BUSY.*10 秒内空出来的数据库/)
  expect(performance.now() - started).toBeGreaterThan(9_000)
  long.kill()
  await once(long, 'exit')
  expect((await runJson(data, 'ingest', second)).submissions[0].outcome).toBe('accepted')
  await expectSound(2)
})

test('torn: every command says so and changes nothing; the backup restores it in another folder', async () => {
  await run(data, 'ingest', await workbook('2019'))
  const backup = join(folder, 'b.tar')
  await run(data, 'backup', '-o', backup)
  const before = await run(data, 'submissions', '--json')
  const file = join(data, 'beizeng.db')
  const torn = await readFile(file)
  torn.fill(0xa5, 4096, 20 * 4096)
  await writeFile(file, torn)
  expectRefusal(await run(data, 'submissions'), /beizeng\.db：发现「SQLITE_(CORRUPT|NOTADB).*请用备份恢复/)
  expectRefusal(await run(data, 'ingest', await workbook('2020')), /请用备份恢复/)
  expect(await readFile(file)).toEqual(torn)
  const fresh = join(folder, 'fresh')
  expect((await run(fresh, 'restore', backup)).code).toBe(0)
  expect(await run(fresh, 'submissions', '--json')).toEqual(before)
})

test('an original that vanished: backup and verify say which; sent again, it is there', async () => {
  const file = await workbook('2019')
  const { submissions } = await runJson(data, 'ingest', file)
  const original = join(data, 'archive', originalPath(submissions[0].sha256))
  await rm(original)
  const told = await run(data, 'backup', '-o', join(folder, 'b.tar'))
  expect(told).toMatchObject({ code: 1, out: expect.stringContaining('归档中没有') })
  expect((await run(data, 'verify')).code).toBe(1)
  expect((await runJson(data, 'ingest', file)).submissions[0].outcome).toBe('duplicate')
  await expectSound(1)
})
