/** Knows that a file can take down the process that reads it, and nothing else. */
import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, describe, expect, test } from 'vitest'
import type { ReadResult } from '../../workbooks/grid.ts'
import {
  openIsolatedReader,
  type IsolatedReader,
  type IsolatedReaderOptions,
} from '../../workbooks/isolated-reader.ts'
import { readWorkbook } from '../../workbooks/read-workbook.ts'
import { makeXlsx } from './package-builder.ts'
import { isThere, listReaderProcessesOf } from './reader-processes.ts'
import { formulasOf, valuesOf } from './reading.ts'

const small = makeXlsx({
  rows: '<row r="2"><c r="B2"><v>1.5</v></c></row><row r="1"><c r="A1" t="s"><v>0</v></c><c r="C1" s="1"><v>42480</v></c><c r="D1"><f>B2*2</f></c><c r="E1" t="e"><v>#N/A</v></c></row>',
  strings: '<si><t>地区</t></si>',
  formats: ['yyyy-mm'],
})
const digest = (result: ReadResult): string =>
  'refused' in result ? result.refused.code : `${result.grid.sheets[0]?.cells.length} cells`

/** By this the readers of this file are known from those of others that run in our process. */
const own = mkdtempSync(join(tmpdir(), 'beizeng-reader-'))
afterAll(() => rmSync(own, { recursive: true, force: true }))

const opened: IsolatedReader[] = []
const open = (options: IsolatedReaderOptions = {}): IsolatedReader => {
  const reader = openIsolatedReader({ compileCache: own, ...options })
  opened.push(reader)
  return reader
}
afterEach(async () => {
  await Promise.all(opened.splice(0).map((reader) => reader.close()))
})

test('what comes back is what readWorkbook gives, refusals too', { timeout: 20_000 }, async () => {
  const reader = open()
  const [there, here] = [await reader.read(small), await readWorkbook(small)]
  if ('refused' in there || 'refused' in here) throw new Error('refused')
  const sheet = there.grid.sheets[0]
  expect(valuesOf(sheet)).toEqual({ A1: '地区', C1: '2016-04-20', D1: '?', E1: '#N/A', B2: 1.5 })
  expect(formulasOf(sheet)).toEqual({ D1: 'B2*2' })
  expect([...(sheet?.cells ?? [])]).toEqual([...(here.grid.sheets[0]?.cells ?? [])])
  expect(there.grid.warnings).toEqual(here.grid.warnings)
  expect(await reader.read(Buffer.from('no workbook'))).toEqual(
    await readWorkbook(Buffer.from('no workbook')),
  )
})

describe.skipIf(process.platform !== 'linux')('a process that', () => {
  /** Waits until a process reads, then sends it a signal. */
  const strike = async (signal: NodeJS.Signals): Promise<void> => {
    for (;;) {
      const [pid] = listReaderProcessesOf(own)
      if (pid !== undefined) {
        process.kill(pid, signal)
        return
      }
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
  }

  test('hangs is ended by the clock; the others are read meanwhile', { timeout: 20_000 }, async () => {
    const reader = open({ seconds: 5 })
    const hanging = reader.read(small)
    await strike('SIGSTOP')
    let hangs = true
    void hanging.then(() => (hangs = false))
    const others = await Promise.all(Array.from({ length: 20 }, () => reader.read(small)))
    expect(hangs).toBe(true)
    expect(new Set(others.map(digest))).toEqual(new Set(['5 cells']))
    expect(digest(await hanging)).toBe('reader.time')
  })

  test('hangs is ended sooner where so much time is not given', { timeout: 20_000 }, async () => {
    const reader = open({ processes: 1, seconds: 1_000 })
    await reader.read(small)
    await strike('SIGSTOP')
    expect(await reader.read(small, 2)).toMatchObject({
      refused: { code: 'reader.time', reason: { zh: expect.stringContaining(' 2 秒') } },
    })
  })

  test('is slow to start takes nothing of the time of its file', { timeout: 20_000 }, async () => {
    const reading = open({ processes: 1 }).read(small, 0.001)
    // At once, so that it cannot be up.
    const [pid] = listReaderProcessesOf(own)
    if (pid === undefined) throw new Error('it has been started')
    process.kill(pid, 'SIGSTOP')
    let ended = false
    void reading.then(() => (ended = true))
    // A whole start and a whole file take far longer than the time that was given.
    expect(digest(await open().read(small))).toBe('5 cells')
    expect(ended).toBe(false)
    process.kill(pid, 'SIGCONT')
    expect(['reader.time', '5 cells']).toContain(digest(await reading))
  })

  test('dies takes only its own file along', { timeout: 20_000 }, async () => {
    // Another test in our process may read at the same time.
    const other = open({ processes: 1, compileCache: '' })
    expect(digest(await other.read(small))).toBe('5 cells')
    const reader = open({ processes: 1 })
    const results = [reader.read(small), reader.read(small)]
    await strike('SIGSEGV')
    expect((await Promise.all(results)).map(digest)).toEqual(['reader.crash', '5 cells'])
  })

  test('takes too much memory is refused, for objects as for bytes', { timeout: 30_000 }, async () => {
    const reader = open({ processes: 1, megabytes: 48, compileCache: '' })
    const item = () => `<si><t>${randomBytes(40).toString('base64url')}</t></si>`
    const objects = makeXlsx({ strings: Array.from({ length: 150_000 }, item).join('') })
    expect(digest(await reader.read(objects))).toBe('reader.memory')
    expect(digest(await reader.read(small))).toBe('5 cells')
    const filler = () => `${randomBytes(10).toString('hex')}${' '.repeat(2000)}`
    const bytes = makeXlsx({ before: `<!-- ${Array.from({ length: 30_000 }, filler).join('')} -->` })
    expect(digest(await reader.read(bytes))).toBe('reader.memory')
    expect(digest(await reader.read(small))).toBe('5 cells')
    const enough = open({ processes: 1 })
    expect([await enough.read(objects), await enough.read(bytes)].map(digest)).toEqual(['0 cells', '0 cells'])
  })

  test('has read its share makes room for another', { timeout: 20_000 }, async () => {
    const reader = open({ processes: 1, filesEach: 2 })
    const seen = new Set<number>()
    for (let file = 0; file < 4; file++) {
      expect(digest(await reader.read(small))).toBe('5 cells')
      for (const pid of listReaderProcessesOf(own)) seen.add(pid)
    }
    expect(seen.size).toBe(2)
  })

  test('is closed is gone, and says so to those who wait', { timeout: 20_000 }, async () => {
    const reader = open({ processes: 1 })
    await reader.read(small)
    const pending = [reader.read(small), reader.read(small)].map((r) => r.catch((e: unknown) => String(e)))
    const processes = listReaderProcessesOf(own)
    expect(processes.length).toBe(1)
    await reader.close()
    expect(await Promise.all(pending)).toEqual(Array(2).fill('Error: the reader was closed'))
    expect(processes.filter(isThere)).toEqual([])
    await expect(reader.read(small)).rejects.toThrow('closed')
  })
})

test('a process leaves its compiled code to the next; one process serves who asks one after the other', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'beizeng-compiled-'))
  try {
    const reader = open({ compileCache: folder })
    for (let file = 0; file < 3; file++) {
      expect(digest(await reader.read(small))).toBe('5 cells')
      if (process.platform === 'linux') expect(listReaderProcessesOf(folder).length).toBe(1)
    }
    await reader.close()
    const kept = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((e) => e.isFile())
    expect(kept.length).toBeGreaterThan(10)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})

test('an idle reader does not keep a program alive', { timeout: 20_000 }, () => {
  const reader = fileURLToPath(new URL('../../workbooks/isolated-reader.ts', import.meta.url))
  const program = `const { openIsolatedReader } = await import(${JSON.stringify(reader)});
    const result = await openIsolatedReader().read(Buffer.from('a;b'));
    console.log(Object.keys(result).join())`
  const run = spawnSync(process.execPath, ['--input-type=module', '-e', program], { timeout: 15_000 })
  expect([run.status, run.stdout.toString().trim()]).toEqual([0, 'grid'])
})
