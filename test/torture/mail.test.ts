/** Runs a short form of the torture of the outbox; `npm run torture:mail` runs the whole, against a real server too. */
import { expect, test } from 'vitest'
import { openScripted } from './mail-peers.ts'
import { listBreaches, tortureMail } from './mail-run.ts'

test(
  'killed again and again, nothing leaves twice and nothing is lost in silence',
  { timeout: 60_000 },
  async () => {
    const seed = Math.floor(Math.random() * 2 ** 31)
    const outcome = await tortureMail({ mails: 40, kills: 8, atOnce: 3, seed, openPeer: openScripted })
    expect(listBreaches(outcome), `seed ${seed}`).toEqual([])
    // A torture in which nobody died would show nothing.
    const { claimed, 'before-dot': before, 'after-dot': after } = outcome.kills
    expect(
      [claimed, before, after].every((n) => n > 0),
      `seed ${seed}: ${JSON.stringify(outcome.kills)}`,
    ).toBe(true)
  },
)
