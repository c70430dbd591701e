/** Runs the torture of the outbox: mails to be sent, workers that are killed over them, and an exact count at the end. */
import { spawn, type ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import PostalMime from 'postal-mime'
import { openApp, openAppLog, type App } from '../../app.ts'
import { parseConfig } from '../../config.ts'
import { setChannel } from '../../jobs/outbox/channel-desk.ts'
import { requestJobs } from '../../jobs/ledger/ledger.ts'
import { composeMessages } from '../../jobs/outbox/post.ts'
import { deliveryOf } from '../../jobs/outbox/wake.ts'
import { listJobs, retryJob } from '../../storage/jobs.ts'
import { appendOutbox, listOutbox } from '../../storage/outbox.ts'
import { listOutboxEvents } from '../../storage/outbox-moves.ts'
import { GONE, type MailPeer } from './mail-peers.ts'
import { openWire } from './mail-wire.ts'

export interface Order {
  readonly mails: number
  readonly kills: number
  readonly seed: number
  /** How many mails a worker sends at once; each of them may be in doubt when it dies. */
  readonly atOnce: number
  readonly openPeer: (random: () => number) => Promise<MailPeer>
}

export const POINTS = ['claimed', 'before-dot', 'after-dot', 'random'] as const
type Point = (typeof POINTS)[number]

export interface Outcome {
  readonly peer: string
  readonly seconds: number
  readonly kills: Readonly<Record<Point, number>>
  /** Connections that the wire cut. */
  readonly cuts: { readonly before: number; readonly after: number }
  readonly states: Readonly<Record<string, number>>
  readonly arrived: number
  readonly duplicates: readonly string[]
  /** In doubt, and did arrive. */
  readonly unknownArrived: number
  /** Marked sent, and did not arrive: lost in silence. */
  readonly lost: readonly string[]
  /** Marked failed, and did arrive. */
  readonly wronglyFailed: readonly string[]
  /** Arrived otherwise than it was written. */
  readonly damaged: readonly string[]
  readonly total: number
  readonly retries: number
  readonly parked: number
}

/** A small generator with a seed, so that a run can be run again. */
export const openRandom = (seed: number): (() => number) => {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

const WORKER = fileURLToPath(new URL('mail-worker.ts', import.meta.url))

const addressOf = (i: number): string => `r${i}@${i % 25 === 7 ? GONE : 'example.org'}`
const textOf = (i: number): string => `第 ${i} 封\n.点在行首\n${'预警 '.repeat(i % 300)}完`

const openOn = (directory: string, key: string): Promise<App> => {
  const config = parseConfig({ BEIZENG_KEY: key, BEIZENG_MAIL_FROM: '监测 <monitor@example.org>' })
  const log = openAppLog(
    { ...config, BEIZENG_LOG_LEVEL: 'silent' },
    { service: false, write: () => undefined },
  )
  return openApp(config, { directory, language: 'zh', log })
}

const fill = async (app: App, { mails, port }: { mails: number; port: number }): Promise<void> => {
  const setting = { kind: 'smtp', host: '127.0.0.1', port, tls: 'none' } as const
  await setChannel(app, { name: 'mail', actor: 'torture', setting })
  const composed = await Promise.all(
    Array.from({ length: mails }, (_, i) =>
      composeMessages(
        {
          key: `notice:torture:${i}`,
          kind: 'notice',
          recipient: { code: `r${i}`, name: `收件人${i}`, address: addressOf(i) },
          subject: `预警 ${i}`,
          html: `<p>${i}</p>`,
          text: textOf(i),
          lines: [],
          date: app.clock.dateOf('2020-11-09T00:30:00Z'),
        },
        ['mail'],
        app,
      ),
    ),
  )
  const messages = composed.flat()
  await app.storage.transaction((tx) => appendOutbox(tx, { now: app.clock.now(), messages }))
  await requestJobs(app, messages.map(deliveryOf))
}

interface Killing {
  worker: ChildProcess | undefined
  /** Counts down the dots of this worker; at 0 it is killed. */
  dotsLeft: number
  readonly cuts: { before: number; after: number }
}

/** One worker, from its start to its end; true when it was killed. */
const runWorker = async (
  killing: Killing,
  {
    point,
    ...order
  }: { directory: string; key: string; atOnce: number; point: Point | 'none'; each: number },
  random: () => number,
): Promise<boolean> => {
  const delivery = 1 + Math.floor(random() * order.each)
  const own = point === 'claimed' || point === 'before-dot' ? point : 'none'
  const { directory, key, atOnce } = order
  const plan = { directory, key, atOnce, die: { point: own, delivery } }
  killing.dotsLeft = point === 'after-dot' ? delivery : 0
  const worker = spawn(process.execPath, [WORKER, JSON.stringify(plan)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  killing.worker = worker
  const ended = once(worker, 'exit')
  if (point === 'random') {
    // Some die before they have opened the store, some in the middle of it.
    if (random() < 0.7) await Promise.race([once(worker.stdout, 'data'), ended])
    await Promise.race([new Promise((resolve) => setTimeout(resolve, random() * 150)), ended])
    worker.kill('SIGKILL')
  } else worker.stdout.resume()
  const [code, signal] = await ended
  if (code !== 0 && signal !== 'SIGKILL') throw new Error(`a worker ended with ${String(code ?? signal)}`)
  return signal === 'SIGKILL'
}

/** Jobs that five workers died over wait for a person, who is this one. */
const unpark = async (app: App): Promise<number> => {
  const parked = await listJobs(app.storage.db, { states: ['parked', 'failed'] })
  for (const { id } of parked)
    await app.storage.transaction((tx) => retryJob(tx, { id, now: app.clock.now() }))
  return parked.length
}

const countBy = (values: readonly string[]): Record<string, number> =>
  Object.fromEntries([...Map.groupBy(values, (v) => v)].map(([value, own]) => [value, own.length]))

const judge = async (app: App, peer: MailPeer) => {
  const parsed = await Promise.all((await peer.arrived()).map((mail) => PostalMime.parse(mail)))
  const arrived = Map.groupBy(parsed, (mail) => mail.messageId ?? '')
  const messages = await listOutbox(app.storage.db)
  const has = (id: string) => arrived.has(id)
  const damaged = messages.filter(({ messageId, recipient, address }) =>
    (arrived.get(messageId) ?? []).some(
      (mail) =>
        mail.to?.[0]?.address !== address || mail.text?.trim() !== textOf(Number(recipient.slice(1))).trim(),
    ),
  )
  const inState = (state: string) => messages.filter((m) => m.state === state)
  return {
    states: countBy(messages.map((m) => m.state)),
    arrived: parsed.length,
    duplicates: [...arrived].filter(([, own]) => own.length > 1).map(([id]) => id),
    unknownArrived: inState('unknown').filter((m) => has(m.messageId)).length,
    lost: inState('sent').flatMap((m) => (has(m.messageId) ? [] : [m.key])),
    wronglyFailed: inState('failed').flatMap((m) => (has(m.messageId) ? [m.key] : [])),
    damaged: damaged.map((m) => m.key),
    total: messages.length,
    retries: messages.reduce((sum, m) => sum + Math.max(0, m.tries - 1), 0),
  }
}

/** Every move of a message has its line; the last one leads to where it stands. */
const requireHistory = async ({ storage }: App): Promise<void> => {
  for (const { key, state } of await listOutbox(storage.db)) {
    const events = await listOutboxEvents(storage.db, key)
    const broken = events.some((e, i) => e.from !== (events[i - 1]?.to ?? 'queued'))
    if (broken || events.at(-1)?.to !== state) throw new Error(`the history of ${key} has a gap`)
  }
}

/** Runs one torture to its end. */
export const tortureMail = async ({ mails, kills, seed, atOnce, openPeer }: Order): Promise<Outcome> => {
  const started = performance.now()
  const random = openRandom(seed)
  const directory = await mkdtemp(join(tmpdir(), 'beizeng-mail-torture-'))
  const key = randomBytes(32).toString('base64')
  const peer = await openPeer(openRandom(seed + 1))
  const killing: Killing = { worker: undefined, dotsLeft: 0, cuts: { before: 0, after: 0 } }
  const wire = await openWire(peer.port, {
    cutsBeforeDot: () => {
      const cuts = random() < 0.03
      killing.cuts.before += cuts ? 1 : 0
      return cuts
    },
    afterDot: () => {
      if (killing.dotsLeft > 0) {
        killing.dotsLeft -= 1
        if (killing.dotsLeft === 0) return 'die'
      }
      const cuts = random() < 0.02
      killing.cuts.after += cuts ? 1 : 0
      return cuts ? 'cut' : 'go on'
    },
    kill: () => void killing.worker?.kill('SIGKILL'),
  })
  try {
    const filled = await openOn(directory, key)
    await fill(filled, { mails, port: wire.port })
    await filled.close()
    const killed: Record<Point, number> = { claimed: 0, 'before-dot': 0, 'after-dot': 0, random: 0 }
    const one = { directory, key, atOnce, each: Math.max(1, mails / kills) }
    for (let i = 0; i < kills; i++) {
      const point = POINTS[i % POINTS.length] ?? 'random'
      if (await runWorker(killing, { ...one, point }, random)) killed[point] += 1
    }
    const middle = await openOn(directory, key)
    const parked = await unpark(middle)
    await middle.close()
    await runWorker(killing, { ...one, point: 'none' }, random)
    const app = await openOn(directory, key)
    try {
      await requireHistory(app)
      const judged = await judge(app, peer)
      const seconds = (performance.now() - started) / 1000
      return { peer: peer.name, seconds, kills: killed, cuts: killing.cuts, parked, ...judged }
    } finally {
      await app.close()
    }
  } finally {
    await wire.close()
    await peer.close()
    await rm(directory, { recursive: true, force: true })
  }
}

/** What a run must not have done; empty when it kept the promise. */
export const listBreaches = ({ states, total, ...outcome }: Outcome): readonly string[] => {
  const ended = (states['sent'] ?? 0) + (states['unknown'] ?? 0) + (states['failed'] ?? 0)
  return [
    ...outcome.duplicates.map((id) => `twice: ${id}`),
    ...outcome.lost.map((key) => `sent, and never arrived: ${key}`),
    ...outcome.wronglyFailed.map((key) => `failed, and arrived: ${key}`),
    ...outcome.damaged.map((key) => `damaged: ${key}`),
    ...(ended === total ? [] : [`${total - ended} of ${total} neither sent, unknown nor failed`]),
  ]
}
