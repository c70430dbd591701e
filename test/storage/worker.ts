/** Runs in a process of its own: claims and completes every job, numbers submissions or warnings, or dies in the middle of a transaction. */
import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { claimJob, completeJob, insertJobs, listJobs } from '../../storage/jobs.ts'
import { openStorage, type Storage } from '../../storage/index.ts'
import { appendSubmission, listSubmissions } from '../../storage/submissions.ts'
import { appendWarningEvents, appendWarnings } from '../../storage/warnings.ts'
import { submissionOf } from './contract/ground.ts'
import { NOTICE, stepOf } from './contract/sealed-steps.ts'

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

/** Ten submissions, each numbered by what was there before it; the other process has its chance in between. */
const numberTen = async (storage: Storage, worker: string): Promise<number[]> => {
  const numbers: number[] = []
  for (let n = 0; n < 10; n += 1) {
    const written = await storage.transaction(async (tx) => {
      await listSubmissions(tx)
      await sleep(1)
      return appendSubmission(tx, submissionOf(`${worker}${n}`), { receivedAt: NOW, size: 1 })
    })
    numbers.push(written.sequence)
  }
  return numbers
}

/** Ten warnings, each opened with a sealed step; the other process has its chance in between. */
const warnTen = async (storage: Storage): Promise<number[]> => {
  const numbers: string[] = []
  for (let n = 0; n < 10; n += 1)
    await storage.transaction(async (tx) => {
      const [number = ''] = await appendWarnings(tx, [NOTICE])
      await sleep(1)
      await appendWarningEvents(tx, [stepOf(number, 1)])
      numbers.push(number)
    })
  return numbers.map((number) => Number(number.slice(5)))
}

const [options = '', mode, worker = ''] = process.argv.slice(2)
const storage = await openStorage(JSON.parse(options))
if (mode === 'claim') {
  console.log(JSON.stringify(await claimAll(storage, worker)))
  await storage.close()
} else if (mode === 'number') {
  console.log(JSON.stringify(await numberTen(storage, worker)))
  await storage.close()
} else if (mode === 'warn') {
  console.log(JSON.stringify(await warnTen(storage)))
  await storage.close()
} else {
  await storage.transaction(async (tx) => {
    await insertJobs(tx, { now: NOW, jobs: [{ kind: 'lost', key: 'with the process', payload: null }] })
    console.log('inside')
    await sleep(60_000)
  })
}
