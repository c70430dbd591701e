/** Runs in a process of its own: delivers everything that waits, and dies by its own hand where its plan says so. */
import { openApp, openAppLog, systemClock } from '../../app.ts'
import type { Channel } from '../../alerts/channel.ts'
import { parseConfig } from '../../config.ts'
import type { ChannelBook } from '../../jobs/outbox/channel-book.ts'
import { reapSilent, workNext } from '../../jobs/ledger/ledger.ts'
import type { Clock, StepContext } from '../../jobs/step.ts'
import { listJobs } from '../../storage/jobs.ts'

/** `claimed`: before anything is sent. `before-dot`: written down, the dot not out. Others are the parent's to do. */
interface Plan {
  readonly directory: string
  readonly key: string
  /** Delivers at once. */
  readonly atOnce: number
  readonly die: { readonly point: 'claimed' | 'before-dot' | 'none'; readonly delivery: number }
}

const plan: Plan = JSON.parse(process.argv[2] ?? '')

const die = (): void => {
  process.kill(process.pid, 'SIGKILL')
}

/** Jumps ahead when everything left waits for later; runs on in between, so that leases hold. */
const openJumpingClock = (): Clock & { jumpTo(instant: string): void } => {
  let ahead = 0
  const now = () => systemClock.later(systemClock.now(), ahead)
  return {
    ...systemClock,
    now,
    jumpTo: (instant) => {
      ahead += Math.max(0, Date.parse(instant) - Date.parse(now()) + 1)
    },
  }
}

const count = { deliveries: 0 }

/** The same channel, whose worker dies over it from the delivery of the plan on. */
const dying = (channel: Channel): Channel => ({
  ...channel,
  send: (message, committing) => {
    count.deliveries += 1
    // A delivery that the server refuses early has no last moment; then it is the next one's turn.
    const due = count.deliveries >= plan.die.delivery
    if (due && plan.die.point === 'claimed') die()
    return channel.send(message, async () => {
      await committing()
      if (due && plan.die.point === 'before-dot') die()
    })
  },
})

const dyingBook = (book: ChannelBook): ChannelBook => ({
  ...book,
  find: async (name) => {
    const channel = await book.find(name)
    return channel && dying(channel)
  },
})

const config = parseConfig({ BEIZENG_KEY: plan.key, BEIZENG_MAIL_FROM: '监测 <monitor@example.org>' })
const clock = openJumpingClock()
const log = openAppLog({ ...config, BEIZENG_LOG_LEVEL: 'silent' }, { service: true, write: () => undefined })
const app = await openApp(config, { directory: plan.directory, language: 'zh', log, clock })
const context: StepContext = { ...app, channels: dyingBook(app.channels) }

// What ran when the last worker died is due again once its lease is over.
const running = await listJobs(app.storage.db, { states: ['running'] })
for (const { leaseUntil } of running) if (leaseUntil !== null) clock.jumpTo(leaseUntil)
await reapSilent(context)

const isIdle = { looping: 0 }

/** Works as long as anything is due; when nothing is and nobody works, the clock jumps to what is due next. */
const loop = async (name: string): Promise<void> => {
  for (;;) {
    isIdle.looping += 1
    const worked = await workNext(context, name)
    isIdle.looping -= 1
    if (worked) continue
    const ready = await listJobs(app.storage.db, { states: ['ready'] })
    const busy = isIdle.looping > 0
    if (ready.length === 0 && !busy) return
    const next = ready.map((j) => j.runAt).toSorted()[0]
    if (!busy && next !== undefined && next > clock.now()) clock.jumpTo(next)
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

process.stdout.write('working\n')
await Promise.all(Array.from({ length: plan.atOnce }, (_, i) => loop(`worker ${i}`)))
await app.close()
process.exit(0)
