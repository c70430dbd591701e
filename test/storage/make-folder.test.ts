/** Shows that a folder is made with all above it, and that a place where none can be made is told at once. */
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { foundText, InputError } from '../../indicators/input-error.ts'
import { makeFolder } from '../../storage/make-folder.ts'
import { runIn } from '../run-cli.ts'

let directory = ''
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'beizeng-folder-'))
})
afterEach(() => rm(directory, { recursive: true }))

const refusalOf = async (folder: string): Promise<string> => {
  const refused: unknown = await makeFolder(folder).catch((error: unknown) => error)
  if (!(refused instanceof InputError)) throw new Error('not refused', { cause: refused })
  return refused.issues.map((i) => `${i.where.zh}|${foundText(i, 'zh')}|${i.expected.zh}`).join('\n')
}

test('a folder is made with those above it; made again, also by several at once, it stays', async () => {
  const folder = join(directory, 'a', 'b', 'c')
  await Promise.all([1, 2, 3, 4].map(() => makeFolder(folder)))
  await writeFile(join(folder, 'kept'), '')
  expect(await makeFolder(folder)).toBe(folder)
  expect((await stat(join(folder, 'kept'))).isFile()).toBe(true)
})

test('a file in the place of a folder, or above it, is told with the folder that was named', async () => {
  const file = join(directory, 'file')
  await writeFile(file, '')
  expect(await refusalOf(file)).toBe(`文件夹 ${file}|已存在 (EEXIST)|可以写的文件夹`)
  expect(await refusalOf(join(file, 'x'))).toBe(
    `文件夹 ${join(file, 'x')}|上级不是文件夹 (ENOTDIR)|可以写的文件夹`,
  )
})

/** The kernel's own file system says of every new folder that there is no such one. */
const hasProc = process.platform === 'linux'

test.skipIf(!hasProc)(
  'where the system answers that a new folder is not there, that is told at once',
  async () => {
    expect(await refusalOf('/proc/none')).toBe(
      '文件夹 /proc/none|没有这个文件或文件夹 (ENOENT)|可以写的文件夹',
    )
    expect(await refusalOf('/proc/none/deeper')).toContain('可以写的文件夹')
  },
)

test.skipIf(!hasProc)(
  'a backup into such a place, a data folder there and an archive there are refused',
  async () => {
    const told = '文件夹 /proc/none：发现「没有这个文件或文件夹 (ENOENT)」，应为可以写的文件夹\n'
    const data = ['--data', directory]
    const backup = await runIn({ BEIZENG_BACKUPS: '/proc/none' }, ...data, 'backup')
    expect(backup).toEqual({ code: 1, out: '', err: told })
    expect(await runIn({ BEIZENG_ARCHIVE: '/proc/none' }, ...data, 'jobs')).toEqual({
      code: 1,
      out: '',
      err: told,
    })
    expect(await runIn({}, '--data', '/proc/none', 'jobs')).toEqual({ code: 1, out: '', err: told })
  },
)
