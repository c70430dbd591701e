/** Knows the command `worker`: one more process, on this machine or another, that works the ledger off. */
import { hostname } from 'node:os'
import { z } from 'zod'
import { parseOptions } from './options.ts'
import type { AddCommand } from './session.ts'

const schema = z.object({ name: z.string().min(1).optional() })

/** What is under way may end within this time; with what closing takes, that is less than the ten seconds there are. */
const STOP_MS = 3_000

export const addWorker: AddCommand = (program, session) =>
  void program
    .command('worker')
    .description('再开一个作业执行进程（多机时每台机器可开若干个）')
    .option('--name <name>', '执行者名称（默认：主机名-进程号）')
    .action(async (raw: unknown) => {
      const { name = `${hostname()}-${process.pid}` } = parseOptions(schema, raw)
      const app = await session.open({ service: true })
      // Asked first: a signal that comes while it starts must end it too.
      const stopped = session.io.stopped()
      const runner = await app.startWorker(name)
      app.log.info('worker ready', { worker: name })
      await stopped
      app.log.info('worker stops', { worker: name })
      await runner.stop(STOP_MS)
      app.log.info('worker stopped', { worker: name })
    })
