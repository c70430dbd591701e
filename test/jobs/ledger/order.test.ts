/** Knows that work is done in the order that the schedule promises, whoever works and however late. */
import { expect, test } from 'vitest'
import type { ScheduleEntry } from '../../../indicators/schedule.ts'
import { workNext } from '../../../jobs/ledger/ledger.ts'
import { planSchedules } from '../../../jobs/schedule/plan-schedule.ts'
import { listJobEvents, listJobs } from '../../../storage/jobs.ts'
import { eachInFolder, openTestClock } from '../ground.ts'

const ground = eachInFolder()

/** Tuesday, 3 November 2020, 10:00 in Beijing. */
const START = '2020-11-03T02:00:00.000Z'

/** Two workers after an outage over a weekend: both slots of Monday are made up for at the same instant. */
const openWorkers = async () => {
  const clock = openTestClock(START)
  const [a, b] = [await ground.open({ clock }), await ground.open({ clock })]
  const wanted = (entry: ScheduleEntry) => entry.work === 'supervise' || entry.work === 'digest'
  // As an operator may list them: the later slot first.
  const schedules = a.catalogue.schedules.filter(wanted).toReversed()
  const planner = { ...a, catalogue: { ...a.catalogue, schedules } }
  await planSchedules(planner)
  clock.set('2020-11-09T04:00:00.000Z')
  await planSchedules(planner)
  const historyOf = async (kind: string) => {
    const [job] = await listJobs(a.storage.db, { kinds: [kind] })
    return job ? (await listJobEvents(a.storage.db, job.id)).map((e) => e.kind) : []
  }
  const kinds = (await listJobs(a.storage.db)).map((job) => job.kind)
  return { a, b, kinds, historyOf }
}

test('the look at what is overdue is done before the weekly message of that morning is begun', async () => {
  const { a, b, kinds, historyOf } = await openWorkers()
  expect(kinds).toEqual(['supervise', 'digest'])
  const storage: typeof a.storage = {
    ...a.storage,
    transaction: async (work) => {
      const result = await a.storage.transaction(work)
      // Between any two writes of the one worker the other looks for work.
      if ((await historyOf('supervise')).at(-1) === 'claimed') expect(await workNext(b, 'b')).toBeUndefined()
      return result
    },
  }
  expect((await workNext({ ...a, storage }, 'a'))?.job.kind).toBe('supervise')
  expect(await historyOf('supervise')).toEqual(['inserted', 'claimed', 'done'])
  expect(await historyOf('digest')).toEqual(['inserted'])
  expect((await workNext(b, 'b'))?.job.kind).toBe('digest')
})
