/** Knows the service as an operator meets it: a process that starts, takes what comes, and ends in time under load. */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { composeWorkbook } from './jobs/ground.ts'
import { runJson } from './run-cli.ts'

const CLI = fileURLToPath(new URL('../cli.ts', import.meta.url))

let data = ''
const children: ChildProcess[] = []
beforeEach(async () => {
  data = await mkdtemp(join(tmpdir(), 'beizeng-serve-'))
})
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
  await rm(data, { recursive: true, maxRetries: 5 })
})

const start = () => {
  const child = spawn(process.execPath, [CLI, '--data', data, 'serve'], {
    env: { ...process.env, BEIZENG_PORT: '0', BEIZENG_INBOX_QUIET_SECONDS: '1' },
  })
  children.push(child)
  const said = { out: '', err: '' }
  child.stdout.on('data', (chunk) => (said.out += String(chunk)))
  child.stderr.on('data', (chunk) => (said.err += String(chunk)))
  const ended = once(child, 'exit').then(([code]) => code)
  return { child, said, ended }
}

const urlOf = async ({ said }: ReturnType<typeof start>): Promise<string> => {
  await expect.poll(() => said.out, { timeout: 30_000 }).toContain('http://')
  return /http:\S+/.exec(said.out)?.[0] ?? ''
}

/** Ends a service as the machine would; how long that took, and its exit code. */
const end = async ({ child, ended }: ReturnType<typeof start>, signal: NodeJS.Signals) => {
  const began = performance.now()
  child.kill(signal)
  const code = await ended
  return { code, seconds: (performance.now() - began) / 1000 }
}

const jobs = async (): Promise<{ kind: string; state: string; attempt: number; crash: number }[]> =>
  (await runJson(data, 'jobs')).jobs

const names = async (folder: string): Promise<string[]> =>
  (await readdir(join(data, 'inbox', folder)).catch(() => [])).filter((f) => f.endsWith('.xlsx')).toSorted()

test('says where it is, is healthy, and keeps a second one off its data folder', async () => {
  const service = start()
  const url = await urlOf(service)
  expect((await fetch(`${url}/healthz`)).status).toBe(200)
  const ready = await fetch(`${url}/readyz`)
  expect([ready.status, await ready.json()]).toMatchObject([200, { status: 'ready', reasons: [] }])
  expect(await (await fetch(`${url}/metrics`)).text()).toMatch(/^# HELP /m)
  const second = start()
  expect(await second.ended).toBe(1)
  expect(second.said.err).toContain('没有别的 serve 在用的数据文件夹')
  expect(await end(service, 'SIGINT')).toMatchObject({ code: 0 })
  // The lock ends with its holder, also with one that was killed.
  const third = start()
  await urlOf(third)
  await end(third, 'SIGKILL')
  const fourth = start()
  await urlOf(fourth)
  expect(await end(fourth, 'SIGTERM')).toMatchObject({ code: 0 })
}, 120_000)

test('ends within ten seconds under load, with nothing lost, doubled or counted as a crash; the next one goes on', async () => {
  const files = 40
  await mkdir(join(data, 'inbox'), { recursive: true })
  for (let n = 1; n <= files; n += 1)
    await writeFile(join(data, 'inbox', `${n}.xlsx`), await composeWorkbook('2019', 100 + n))
  const service = start()
  const url = await urlOf(service)
  // Visitors without end.
  const visiting = new AbortController()
  const visitors = Array.from({ length: 4 }, async () => {
    while (!visiting.signal.aborted) {
      await fetch(`${url}/readyz`).catch(() => undefined)
      await sleep(5)
    }
  })
  await expect
    .poll(async () => (await names('accepted')).length, { timeout: 60_000, interval: 100 })
    .toBeGreaterThan(2)
  const { code, seconds } = await end(service, 'SIGTERM')
  visiting.abort()
  await Promise.all(visitors)
  expect(code).toBe(0)
  expect(seconds).toBeLessThan(10)
  expect((await jobs()).filter((j) => j.state === 'running')).toEqual([])
  const next = start()
  await urlOf(next)
  await expect.poll(async () => (await names('accepted')).length, { timeout: 90_000 }).toBe(files)
  await expect
    .poll(async () => (await jobs()).every((j) => j.state === 'done'), { timeout: 60_000 })
    .toBe(true)
  expect(await end(next, 'SIGTERM')).toMatchObject({ code: 0 })
  const all = await jobs()
  expect(all.every((j) => j.attempt === 0 && j.crash === 0)).toBe(true)
  expect(all.filter((j) => j.kind === 'ingest')).toHaveLength(files)
  const { submissions } = await runJson(data, 'submissions')
  expect(submissions).toHaveLength(files)
}, 240_000)
