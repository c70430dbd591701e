/** Runs in a process of its own: claims and completes every job, or dies in the middle of a transaction. */
import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { claimJob, completeJob, insertJobs, listJobs } from '../../storage/jobs.ts'
import { openStorage, type Storage } from '../../storage/index.ts'

const NOW = '2020-11-03T00:00:00.000Z'

const claimAll = async (storage: Storage, worker: string): Promise<number[]> => {
  const done: number[] = []
  for (;;) {
    const lease = randomUUID()
    const leaseUntil = '2020-11-03T01:00:00.000Z'
    const job = await storage.transaction((tx) => claimJob(tx, { now: NOW, worker, lease, leaseUntil }))
    if (!job) return done
    await storage.transaction(async (tx) => {
      // Read, let the other process have its chance, then write: a transaction must have locked before it read.
      await listJobs(tx, { kinds: ['after'] })
      await sleep(1)
      await insertJobs(tx, {
        now: NOW,
        jobs: [{ kind: 'after', key: job.key, payload: null, runAt: '2021-01-01T00:00:00.000Z' }],
      })
      await completeJob(tx, { id: job.id, lease, now: NOW })
    })
    done.push(job.id)
  }
}

const [options = '', mode, worker = ''] = process.argv.slice(2)
const storage = await openStorage(JSON.parse(options))
if (mode === 'claim') {
  console.log(JSON.stringify(await claimAll(storage, worker)))
  await storage.close()
} else {
  await storage.transaction(async (tx) => {
    await insertJobs(tx, { now: NOW, jobs: [{ kind: 'lost', key: 'with the process', payload: null }] })
    console.log('inside')
    await sleep(60_000)
  })
}
