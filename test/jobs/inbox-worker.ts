/** Runs in a process of its own: the inbox and the worker of a service, killed at the n-th effect that it has on the store. */
import { join } from 'node:path'
import type { App } from '../../app.ts'
import { openInboxMemory, scanInbox } from '../../jobs/inbox/scan.ts'
import { reapSilent, workNext } from '../../jobs/ledger/ledger.ts'
import type { StepContext } from '../../jobs/step.ts'
import { openOn } from './open-on.ts'

const [directory = '', killAt = '0'] = process.argv.slice(2)
const last = Number(killAt)
let effects = 0

/** Each effect is met twice: before it is done, and after. */
const meet = (): void => {
  effects += 1
  if (effects === last) process.kill(process.pid, 'SIGKILL')
}

const around = async <T>(work: () => Promise<T>): Promise<T> => {
  meet()
  const done = await work()
  meet()
  return done
}

const killable = (app: App): StepContext => ({
  ...app,
  readWorkbook: (bytes) => around(() => app.readWorkbook(bytes)),
  storage: {
    ...app.storage,
    transaction: (fn) => around(() => app.storage.transaction(fn)),
    archive: {
      ...app.storage.archive,
      write: (name, bytes) => around(() => app.storage.archive.write(name, bytes)),
    },
  },
})

const app = await openOn(directory, { leaseSeconds: 3 })
const context = killable(app)
const scan = { inbox: join(directory, 'inbox'), quietMs: 0, memory: openInboxMemory() }
// Whoever died before holds leases no more.
await app.storage.transaction((tx) =>
  tx.updateTable('job').set({ lease_until: '2000-01-01' }).where('state', '=', 'running').execute(),
)
await reapSilent(app)
await scanInbox(scan, context)
for (;;) {
  const { unsettled, awaited } = await scanInbox(scan, context)
  const worked = await workNext(context, 'inbox')
  if (worked === undefined && unsettled === 0 && awaited === 0) break
}
console.log(effects)
await app.close()
