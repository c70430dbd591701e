/** Knows the command `serve`: pages, API, schedule, inbox and worker in one process, and how they end together. */
import { hostname } from 'node:os'
import { openHealth } from '../jobs/ledger/health.ts'
import { openInboxWatch } from '../jobs/inbox/watch.ts'
import { openScheduler } from '../jobs/schedule/scheduler.ts'
import { composeWeb } from '../web/index.ts'
import { listen } from '../web/listen.ts'
import { printLines, say, type AddCommand, type Opened, type Session } from './session.ts'

/** What is under way may end within this time; with what closing takes, that is less than the ten seconds there are. */
const STOP_MS = 3_000

interface Service {
  readonly url: string
  /** All parts at once: nothing new comes in, and each has the same time for what it has in hand. */
  stop(): Promise<unknown>
}

const start = async (app: Opened): Promise<Service> => {
  const ends: (() => Promise<unknown>)[] = []
  const stop = () => Promise.all(ends.map((end) => end()))
  try {
    const scheduler = openScheduler(app)
    ends.push(scheduler.stop)
    const watch = openInboxWatch(app, app.inbox)
    ends.push(watch.stop)
    const health = openHealth(app, { lastTick: scheduler.lastTick, inboxTrouble: watch.trouble })
    const { log, program, metrics } = app
    const listening = await listen(composeWeb({ log, program, health, metrics }), app.address)
    ends.push(() => listening.close(STOP_MS))
    const runner = await app.startWorker(`${hostname()}-${process.pid}`)
    ends.push(() => runner.stop(STOP_MS))
    return { url: listening.url, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

const serve = async (session: Session): Promise<void> => {
  // Asked first: a signal that comes while it starts must end it too.
  const stopped = session.io.stopped()
  const app = await session.open({ service: true })
  const release = app.holdFolder()
  try {
    const service = await start(app)
    const { url } = service
    app.log.info('service ready', { url, inbox: app.inbox.inbox, data: app.directory })
    printLines(session, [say(session, { zh: `倍增已启动：${url}`, en: `beizeng is up: ${url}` })])
    await stopped
    app.log.info('service stops')
    await service.stop()
    app.log.info('service stopped')
  } finally {
    release()
  }
}

export const addServe: AddCommand = (program, session) =>
  void program
    .command('serve')
    .description('常驻服务：网页、接口、日程、收件夹和作业执行（Ctrl+C 或 SIGTERM 停止）')
    .action(() => serve(session))
