/** Knows the torture of the outbox: 500 mails and 100 kills against a server that misbehaves and against a real one. */
import { parseArgs } from 'node:util'
import { openOpensmtpd, openScripted } from './mail-peers.ts'
import { listBreaches, POINTS, tortureMail, type Outcome } from './mail-run.ts'

const PEERS = { scripted: openScripted, opensmtpd: openOpensmtpd } as const

const { values } = parseArgs({
  options: {
    mails: { type: 'string', default: '500' },
    kills: { type: 'string', default: '100' },
    seed: { type: 'string' },
    /** How many mails a worker sends at once. */
    'at-once': { type: 'string', default: '3' },
    /** `scripted`, `opensmtpd` (Debian's, as root), or both. */
    peer: { type: 'string', default: 'scripted,opensmtpd' },
  },
})

const rowsOf = (outcome: Outcome): readonly (readonly [string, string | number])[] => [
  ['mails', outcome.total],
  ...POINTS.map((point) => [`killed: ${point}`, outcome.kills[point]] as const),
  ['wire cut before the dot', outcome.cuts.before],
  ['wire cut after the dot', outcome.cuts.after],
  ['jobs parked and retried', outcome.parked],
  ['tries beyond the first', outcome.retries],
  ['sent', outcome.states['sent'] ?? 0],
  ['unknown', outcome.states['unknown'] ?? 0],
  ['  of these arrived', outcome.unknownArrived],
  ['failed (550)', outcome.states['failed'] ?? 0],
  ['arrived', outcome.arrived],
  ['arrived twice', outcome.duplicates.length],
  ['sent and not arrived', outcome.lost.length],
  ['damaged', outcome.damaged.length],
  ['seconds', outcome.seconds.toFixed(0)],
]

const seed = values.seed === undefined ? Math.floor(Math.random() * 2 ** 31) : Number(values.seed)
console.log(`seed ${seed}`)
const outcomes: Outcome[] = []
for (const name of values.peer.split(',')) {
  const openPeer = Object.entries(PEERS).find(([known]) => known === name)?.[1]
  if (!openPeer) throw new Error(`no such peer: ${name}`)
  const { mails, kills, 'at-once': atOnce } = values
  const counts = { mails: Number(mails), kills: Number(kills), atOnce: Number(atOnce) }
  outcomes.push(await tortureMail({ ...counts, seed, openPeer }))
}
const tables = outcomes.map(rowsOf)
console.log(`${''.padEnd(26)}${outcomes.map((o) => o.peer.padStart(12)).join('')}`)
for (const [i, [label]] of (tables[0] ?? []).entries())
  console.log(`${label.padEnd(26)}${tables.map((rows) => String(rows[i]?.[1]).padStart(12)).join('')}`)
const breaches = outcomes.flatMap((o) => listBreaches(o).map((breach) => `${o.peer}: ${breach}`))
for (const breach of breaches) console.log(breach)
console.log(breaches.length === 0 ? 'kept: never twice, never lost in silence' : 'BROKEN')
process.exitCode = breaches.length === 0 ? 0 : 1
