/** Knows what the inbox owes its senders: each file taken once, filed with its receipt, whatever happens in between. */
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { appendFile, chmod, mkdir, readdir, readFile, rename, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import type { App } from '../../app.ts'
import { openInboxMemory, scanInbox } from '../../jobs/inbox/scan.ts'
import { openInboxWatch } from '../../jobs/inbox/watch.ts'
import { workNext } from '../../jobs/ledger/ledger.ts'
import { openRunner } from '../../jobs/ledger/runner.ts'
import type { StepContext } from '../../jobs/step.ts'
import { listArrivals } from '../../storage/arrivals.ts'
import { listJobs } from '../../storage/jobs.ts'
import { listSubmissions } from '../../storage/submissions.ts'
import { composeWorkbook, eachInFolder } from './ground.ts'

const ground = eachInFolder()
const inbox = () => join(ground.data, 'inbox')

const drop = async (name: string, bytes: Uint8Array | string): Promise<void> => {
  await mkdir(join(inbox(), name, '..'), { recursive: true })
  await writeFile(join(inbox(), name), bytes)
}

/** Everything in the inbox, as paths below it. */
const tree = async (): Promise<string[]> => {
  const entries = await readdir(inbox(), { recursive: true, withFileTypes: true })
  return entries
    .filter((e) => !e.isDirectory())
    .map((e) => join(e.parentPath, e.name).slice(inbox().length + 1))
    .toSorted()
}

/** Looks and works until nothing more happens. */
const settle = async (context: StepContext, quietMs = 0) => {
  const scan = { inbox: inbox(), quietMs, memory: openInboxMemory() }
  for (let turns = 0; turns < 200; turns += 1) {
    const { unsettled, awaited } = await scanInbox(scan, context)
    const worked = await workNext(context, 'test')
    if (!worked && turns > 0 && unsettled === 0 && awaited === 0) return
  }
  throw new Error('the inbox does not settle')
}

const receipt = async (place: string) =>
  JSON.parse(await readFile(join(inbox(), `${place}.回执.json`), 'utf8'))

describe('a file in the inbox', () => {
  test('ends in the folder of its outcome, its receipt beside it; the refused and the returned say why', async () => {
    const app = await ground.open()
    await drop('好.xlsx', await composeWorkbook('2019', 26694))
    await drop('坏.xlsx', 'not a workbook')
    await settle(app)
    expect(await tree()).toEqual(
      [
        'accepted/好.xlsx',
        'accepted/好.xlsx.回执.json',
        'accepted/好.xlsx.回执.txt',
        'refused/坏.xlsx',
        'refused/坏.xlsx.回执.json',
        'refused/坏.xlsx.回执.txt',
        ...(existsSync(join(inbox(), 'refused/坏.审核结果.xlsx')) ? ['refused/坏.审核结果.xlsx'] : []),
      ].toSorted(),
    )
    expect(await receipt('accepted/好.xlsx')).toMatchObject({
      file: '好.xlsx',
      outcome: 'accepted',
      unit: 'zj-stats',
      counts: { read: 1, accepted: 1, rejected: 0, unchanged: 0 },
      findings: [],
    })
    const accepted = await readFile(join(inbox(), 'accepted/好.xlsx.回执.txt'), 'utf8')
    expect(accepted).toContain('填报单位：浙江省统计局 zj-stats')
    expect(accepted).toContain('读取 1 = 接收 1 + 拒收 0 + 未变 0')
    const refused = await readFile(join(inbox(), 'refused/坏.xlsx.回执.txt'), 'utf8')
    expect(refused).toContain('结果：无法读取')
    expect(refused).toMatch(/1\. \[强制性\].*发现「.+」，应为 .+（read\./)
  })

  test('with findings gets the workbook with its findings too', async () => {
    const app = await ground.open()
    await drop('报表.xlsx', await composeWorkbook('2019', 26694))
    await settle(app)
    // Ten thousand times as much as the same unit said before: to be explained or returned.
    await drop('报表.xlsx', await composeWorkbook('2020', 266_940_000))
    await settle(app)
    const files = await tree()
    const workbook = files.find((f) => f.endsWith('报表.审核结果.xlsx'))
    expect(workbook).toMatch(/^(to-explain|returned)\//)
    const said = await receipt(workbook?.replace('.审核结果', '') ?? '')
    expect(said.returnFile).toBe('报表.审核结果.xlsx')
    expect(said.findings.length).toBeGreaterThan(0)
    expect('grid' in (await app.readWorkbook(await readFile(join(inbox(), workbook ?? ''))))).toBe(true)
  })

  test('of the same name, or of the same bytes, or both: none is lost, none counted twice', async () => {
    const app = await ground.open()
    const first = await composeWorkbook('2019', 1)
    const second = await composeWorkbook('2020', 2)
    await drop('月报.xlsx', first)
    await drop('抄件.xlsx', first)
    await settle(app)
    await drop('月报.xlsx', second)
    await settle(app)
    await drop('月报.xlsx', second)
    await settle(app)
    const places = (await tree()).filter((f) => f.endsWith('.xlsx') && !f.includes('审核结果'))
    expect(places).toHaveLength(4)
    expect(places.filter((f) => f.startsWith('duplicate/'))).toHaveLength(2)
    const accepted = places.filter((f) => f.startsWith('accepted/'))
    expect(accepted.some((f) => f.includes('(2)')) || accepted.some((f) => f.includes('抄件'))).toBe(true)
    expect(await listSubmissions(app.storage.db)).toHaveLength(2)
    const repeated = await Promise.all(
      places.filter((f) => f.startsWith('duplicate/')).map((f) => receipt(f)),
    )
    expect(repeated.every((r) => r.outcome === 'duplicate')).toBe(true)
  })

  test('replaced by another under its name before its verdict is given: both are taken', async () => {
    const app = await ground.open()
    const scan = { inbox: inbox(), quietMs: 0, memory: openInboxMemory() }
    await drop('月报.xlsx', await composeWorkbook('2019', 1))
    await scanInbox(scan, app)
    await scanInbox(scan, app)
    await drop('月报.xlsx', await composeWorkbook('2020', 2))
    await settle(app)
    expect((await tree()).filter((f) => /^accepted\/.*\.xlsx$/.test(f))).toEqual([
      'accepted/月报 (2).xlsx',
      'accepted/月报.xlsx',
    ])
    expect(await listSubmissions(app.storage.db)).toHaveLength(2)
  })

  test('in the folder of a unit is that unit’s, and is filed there', async () => {
    const app = await ground.open()
    await drop('zj-stats/a.xlsx', await composeWorkbook('2019', 1))
    await drop('zj-jxt/b.xlsx', await composeWorkbook('2019', 2))
    await drop('随便/c.xlsx', await composeWorkbook('2019', 3))
    await settle(app)
    const files = await tree()
    expect(files).toContain('zj-stats/accepted/a.xlsx')
    expect(files).toContain('随便/accepted/c.xlsx')
    // The workbook names 省统计局, the folder 经信厅: they contradict each other.
    const contradicted = files.find((f) => /^zj-jxt\/.*\/b\.xlsx$/.test(f)) ?? ''
    expect(contradicted).not.toContain('accepted')
    expect((await receipt(contradicted)).findings.length).toBeGreaterThan(0)
  })
})

describe('what is not meant, or not ready', () => {
  test('is left alone: half-written names, locks of office programs, hidden files, links', async () => {
    const lines: string[] = []
    const app = await ground.open({ write: (line) => lines.push(line) })
    const names = ['a.xlsx.part', '~$a.xlsx', 'a.tmp', '.hidden.xlsx', 'Thumbs.db', 'b.crdownload']
    for (const name of names) await drop(name, 'x')
    await symlink('/etc/hostname', join(inbox(), '链接.xlsx'))
    await settle(app)
    await settle(app)
    expect(await tree()).toEqual([...names, '链接.xlsx'].toSorted())
    expect(await listJobs(app.storage.db)).toEqual([])
    expect(lines.filter((l) => l.includes('链接.xlsx')).length).toBeGreaterThan(0)
  })

  test('is waited for: a file that grows is taken once it is whole', async () => {
    const app = await ground.open()
    const bytes = await composeWorkbook('2019', 26694)
    const scan = { inbox: inbox(), quietMs: 150, memory: openInboxMemory() }
    await drop('大.xlsx', bytes.subarray(0, 100))
    for (let at = 100; at < bytes.length; at += Math.ceil(bytes.length / 8)) {
      expect(await scanInbox(scan, app)).toMatchObject({ unsettled: 1 })
      await sleep(50)
      await appendFile(join(inbox(), '大.xlsx'), bytes.subarray(at, at + Math.ceil(bytes.length / 8)))
    }
    expect(await scanInbox(scan, app)).toMatchObject({ unsettled: 1 })
    expect(await listArrivals(app.storage.db)).toEqual([])
    await sleep(200)
    await settle(app, 0)
    expect(await tree()).toContain('accepted/大.xlsx')
  })

  test('and cannot be read stays where it is, is told once, and stops no other', async () => {
    const lines: string[] = []
    const app = await ground.open({ write: (line) => lines.push(line) })
    await drop('坏权限.xlsx', await composeWorkbook('2019', 1))
    await chmod(join(inbox(), '坏权限.xlsx'), 0)
    await drop('好.xlsx', await composeWorkbook('2020', 2))
    // A file where the folder of arrivals would be: nothing can be set aside there, not even by root.
    await drop('zj-jxt/挡.xlsx', await composeWorkbook('2019', 3))
    await writeFile(join(inbox(), 'zj-jxt', 'processing'), 'in the way')
    const scan = { inbox: inbox(), quietMs: 0, memory: openInboxMemory() }
    for (let n = 0; n < 6; n += 1) {
      await scanInbox(scan, app)
      await workNext(app, 'test')
    }
    expect(await tree()).toEqual(expect.arrayContaining(['accepted/好.xlsx', 'zj-jxt/挡.xlsx']))
    expect(lines.filter((l) => l.includes('zj-jxt'))).toHaveLength(1)
    // Root may read everything.
    if (process.getuid?.() === 0) return
    expect(await tree()).toContain('坏权限.xlsx')
    expect(lines.filter((l) => l.includes('坏权限.xlsx'))).toHaveLength(1)
  })
})

describe('the watch of a service', () => {
  const open = async (app: App) => {
    const runner = openRunner(app, { worker: 'serve', jobsAtOnce: 1 })
    const watch = openInboxWatch(app, { inbox: inbox(), isOwn: true, quietMs: 100 })
    return {
      watch,
      stop: async () => {
        await watch.stop()
        await runner.stop(1000)
      },
    }
  }

  test('takes what is dropped and what is moved in, without being asked', async () => {
    const app = await ground.open()
    const { stop } = await open(app)
    await expect.poll(() => existsSync(inbox())).toBe(true)
    await drop('a.xlsx', await composeWorkbook('2019', 1))
    await writeFile(join(ground.folder, 'b.xlsx'), await composeWorkbook('2020', 2))
    await rename(join(ground.folder, 'b.xlsx'), join(inbox(), 'b.xlsx'))
    await expect
      .poll(tree, { timeout: 30_000 })
      .toEqual(expect.arrayContaining(['accepted/a.xlsx', 'accepted/b.xlsx', 'accepted/b.xlsx.回执.txt']))
    await stop()
  })

  test('says that a share is away, and goes on when it is there again', async () => {
    const app = await ground.open()
    const share = join(ground.folder, 'share')
    const watch = openInboxWatch(app, { inbox: share, isOwn: false, quietMs: 0 })
    await expect.poll(() => watch.trouble()).toContain('ENOENT')
    expect(existsSync(share)).toBe(false)
    await watch.stop()
  })
})

const WORKER = fileURLToPath(new URL('./inbox-worker.ts', import.meta.url))

/** Runs the worker until it is killed or done; the number of effects it had when it was not killed. */
const runWorker = async (killAt: number): Promise<number | undefined> => {
  try {
    const { stdout } = await promisify(execFile)(process.execPath, [WORKER, ground.data, String(killAt)])
    return Number(stdout)
  } catch (error) {
    if (error instanceof Error && 'signal' in error && error.signal === 'SIGKILL') return undefined
    throw error
  }
}

/** What must be true in the end, however often the way there was cut off. */
const expectAllFiled = async (app: App, dropped: readonly string[]): Promise<void> => {
  const files = (await tree()).filter((f) => !f.includes('回执') && !f.includes('审核结果'))
  expect(files.every((f) => /(accepted|refused|duplicate)\//.test(f))).toBe(true)
  expect(files.map((f) => f.split('/').at(-1)).toSorted()).toEqual(dropped.toSorted())
  for (const file of files) expect((await receipt(file)).file).toBe(file.split('/').at(-1))
  const arrivals = await listArrivals(app.storage.db, { filed: true })
  expect(arrivals.map((a) => a.file).toSorted()).toEqual(dropped.toSorted())
  expect(arrivals.every((a) => a.filedAt !== null)).toBe(true)
  expect((await listJobs(app.storage.db)).filter((j) => j.state !== 'done')).toEqual([])
}

const fill = async (): Promise<string[]> => {
  const same = await composeWorkbook('2019', 1)
  await drop('a.xlsx', same)
  await drop('b.xlsx', same)
  await drop('zj-stats/c.xlsx', await composeWorkbook('2020', 2))
  await drop('d.xlsx', 'not a workbook')
  return ['a.xlsx', 'b.xlsx', 'c.xlsx', 'd.xlsx']
}

test('killed at every effect on the store, one after the other: nothing lost, nothing doubled', async () => {
  const dropped = await fill()
  let kills = 0
  // Each run dies one effect later than the one before, so that in the end every effect was the last of some run.
  for (let at = 1; (await runWorker(at)) === undefined; at += 1) kills += 1
  const app = await ground.open()
  await expectAllFiled(app, dropped)
  expect(await listSubmissions(app.storage.db)).toHaveLength(3)
  expect(kills).toBeGreaterThan(8)
}, 180_000)

test('killed at any moment: nothing lost, nothing doubled', async () => {
  const dropped = await fill()
  let kills = 0
  for (const delay of [350, 450, 500, 550, 600, 650, 700, 750]) {
    const child = spawn(process.execPath, [WORKER, ground.data, '0'], { stdio: 'ignore' })
    const ended = once(child, 'exit')
    await sleep(delay)
    child.kill('SIGKILL')
    const [, signal] = await ended
    if (signal === 'SIGKILL') kills += 1
  }
  await runWorker(0)
  const app = await ground.open()
  await expectAllFiled(app, dropped)
  expect(await listSubmissions(app.storage.db)).toHaveLength(3)
  expect(kills).toBeGreaterThan(0)
}, 180_000)
