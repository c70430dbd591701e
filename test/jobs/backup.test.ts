/** Shows that backups rotate: a new one is read back before an old one goes, and no other file is touched. */
import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { systemClock } from '../../app.ts'
import { rotateBackups } from '../../jobs/backup.ts'
import { openLog } from '../../jobs/log.ts'
import { openStorage, type Storage } from '../../storage/index.ts'
import { originalPath, writeOriginal } from '../../storage/archive.ts'
import { appendSubmission } from '../../storage/submissions.ts'
import { run, runJson } from '../run-cli.ts'
import { submissionOf } from '../storage/contract/ground.ts'

let directory = ''
let storage: Storage
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'beizeng-rotate-'))
  storage = await openStorage({ directory })
})
afterEach(async () => {
  await storage.close()
  await rm(directory, { recursive: true })
})

const lines: string[] = []
const needsOn = (day: number, keep: number) => ({
  storage,
  clock: { ...systemClock, now: () => `2020-11-${String(day).padStart(2, '0')}T00:30:00.000Z` },
  program: '0.1.0',
  backups: { folder: join(directory, 'backups'), keep },
  log: openLog({ level: 'info', secrets: [], write: (line) => lines.push(line) }),
})

test('the newest are kept; files of other names and half a backup of a running process stay', async () => {
  const folder = join(directory, 'backups')
  await rotateBackups(needsOn(1, 3))
  const foreign = ['before-the-upgrade.tar', 'beizeng-20200101.tar', 'README']
  for (const name of foreign) await writeFile(join(folder, name), 'x')
  const [old, young] = ['0', '1'].map(
    (c) => `.${c.repeat(8)}-${c.repeat(4)}-${c.repeat(4)}-${c.repeat(4)}-${c.repeat(12)}.tmp`,
  )
  for (const name of [old ?? '', young ?? '']) await writeFile(join(folder, name), 'half')
  await utimes(join(folder, old ?? ''), new Date('2020-11-02'), new Date('2020-11-02'))
  await utimes(join(folder, young ?? ''), new Date('2020-11-05'), new Date('2020-11-05'))
  for (const day of [2, 3, 4, 5]) await rotateBackups(needsOn(day, 3))
  const kept = [3, 4, 5].map((day) => `beizeng-202011${String(day).padStart(2, '0')}T003000000Z.tar`)
  expect((await readdir(folder)).toSorted()).toEqual([young, ...kept, ...foreign].toSorted())
  expect(lines.at(-1)).toContain('"removed":1')
})

test('a lost original does not stop the backup, and is cried out', async () => {
  const sha256 = await writeOriginal(storage.archive, Buffer.from('gone'))
  await storage.transaction((tx) =>
    appendSubmission(
      tx,
      { ...submissionOf('S1'), sha256 },
      { receivedAt: '2020-11-03T00:00:00.000Z', size: 4 },
    ),
  )
  await rm(join(directory, 'archive', originalPath(sha256)))
  const { manifest } = await rotateBackups(needsOn(1, 3))
  expect(manifest.damaged).toEqual([{ sha256, damage: 'missing' }])
  expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({ level: 'error', sha256, damage: 'missing' })
  const told = await run(directory, 'backup', '-o', join(directory, 'b.tar'))
  expect(told.code).toBe(1)
  expect(told.out).toContain(`原件 ${sha256} 归档中没有`)
})

test('from the terminal: backup, restore, and a second restore that is refused', async () => {
  const file = join(directory, 'b.tar')
  expect(await runJson(directory, 'backup', '-o', file)).toMatchObject({ code: 0, file, damaged: [] })
  expect((await run(directory, 'backup', '-o', file)).err).toContain('已存在')
  const target = join(directory, 'another')
  expect(await runJson(target, 'restore', file)).toMatchObject({
    code: 0,
    held: [],
    backup: { program: '0.1.0' },
  })
  const again = await run(target, 'restore', file)
  expect(again).toMatchObject({ code: 1, out: '' })
  expect(again.err).toContain('空的数据库')
  expect((await run(directory, 'backup')).out).toContain(join(directory, 'backups'))
})
