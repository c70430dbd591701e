/** Knows which jobs are waited for: not those whose error is told. */
import { expect, test } from 'vitest'
import { isUnderWay } from '../../../jobs/ledger/under-way.ts'
import type { JobState } from '../../../storage/tables/job.ts'
import { openTestClock } from '../ground.ts'

const NOW = '2020-11-03T02:00:00.000Z'
const LATER = '2020-11-03T02:00:01.000Z'

test.each<[JobState, string, string | null, boolean]>([
  ['running', NOW, null, true],
  ['running', NOW, 'of the attempt before', true],
  ['ready', NOW, null, true],
  ['ready', NOW, 'of the attempt before', true],
  // Put off until its turn.
  ['ready', LATER, null, true],
  ['ready', LATER, 'of the attempt before', false],
  ['done', NOW, null, false],
  ['failed', NOW, 'for good', false],
  ['parked', NOW, 'its worker died 5 times', false],
])('%s, due at %s, with the error %s: %s', (state, runAt, error, expected) => {
  expect(isUnderWay({ state, runAt, error }, { clock: openTestClock(NOW) })).toBe(expected)
})
