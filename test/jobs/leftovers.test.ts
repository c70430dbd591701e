/** Knows what a worker clears away when it starts: half-written files of the dead, of nobody else. */
import { mkdir, readdir, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { pathBeside } from '../../storage/leftovers.ts'
import { eachInFolder } from './ground.ts'

const ground = eachInFolder()

const DAY_MS = 24 * 3_600_000

/** Lays a file that was last written so many days ago. */
const lay = async (path: string, days: number): Promise<string> => {
  const then = new Date(Date.now() - days * DAY_MS)
  await writeFile(path, 'half')
  await utimes(path, then, then)
  return path
}

test('half-written files a day old go from every folder in which files are written; all others stay', async () => {
  const app = await ground.open()
  const folders = [
    'assessments',
    'returns',
    'outbox',
    'archive/ab',
    'inbox/accepted',
    'inbox/zj-stats/returned',
  ].map((name) => join(ground.data, name))
  const stay: string[] = []
  for (const folder of folders) {
    await mkdir(folder, { recursive: true })
    await lay(pathBeside(join(folder, 'x.xlsx')), 1.1)
    stay.push(await lay(pathBeside(join(folder, 'x.xlsx')), 0.9))
    for (const name of ['x.xlsx', '.x.tmp', 'a.tmp', '.gitkeep', '~$x.xlsx'])
      stay.push(await lay(join(folder, name), 400))
  }
  const runner = await app.startWorker('w')
  const left = async () =>
    (
      await Promise.all(
        folders.map(async (folder) => (await readdir(folder)).map((name) => join(folder, name))),
      )
    )
      .flat()
      .toSorted()
  await expect.poll(left, { timeout: 10_000 }).toEqual(stay.toSorted())
  await runner.stop(1_000)
})

test('a worker starts where none of these folders is there yet', async () => {
  const lines: string[] = []
  const app = await ground.open({ write: (line) => lines.push(line) })
  const runner = await app.startWorker('w')
  await runner.stop(1_000)
  expect(lines.filter((line) => line.includes('half-written'))).toEqual([])
})
