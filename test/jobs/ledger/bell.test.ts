/** Knows what a bell must do: wake at once, and lose no ring. */
import { expect, test } from 'vitest'
import { openBell } from '../../../jobs/ledger/bell.ts'

const LONG = 60_000

test('wakes everyone who waits, at once', async () => {
  const bell = openBell()
  const since = bell.rung()
  const both = Promise.all([bell.heard(since, LONG), bell.heard(since, LONG)])
  bell.ring()
  await both
  expect(bell.rung()).toBe(1)
})

test('a ring between the look and the waiting is heard', async () => {
  const bell = openBell()
  const since = bell.rung()
  bell.ring()
  await bell.heard(since, LONG)
})

test('without a ring the time ends the waiting', async () => {
  const bell = openBell()
  let heard = false
  const waiting = bell.heard(bell.rung(), 30).then(() => {
    heard = true
  })
  await Promise.resolve()
  expect(heard).toBe(false)
  await waiting
})
