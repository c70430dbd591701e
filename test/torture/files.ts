/** Knows the torture of the reader: every crafted and real workbook beside the checkout, read as the service reads, while it answers. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { Worker } from 'node:worker_threads'
import type { ReadResult } from '../../workbooks/grid.ts'
import { openIsolatedReader } from '../../workbooks/isolated-reader.ts'
import { listReaderProcesses, peakMemory } from '../workbooks/reader-processes.ts'

const MOST_MEGABYTES = 1200
const MOST_MS = 20_000
const MOST_SILENCE_MS = 250
const SAMPLE_MS = 10

const shared = new URL('../../../shared/workbooks/', import.meta.url)

interface Sample {
  readonly file: string
  readonly folder: string
  readonly kind: string
  readonly expected: string
}

interface Outcome {
  readonly sample: Sample
  readonly outcome: string
  readonly code: string
  readonly ms: number
  readonly parent: number
  readonly child: number
  /** The longest that an answer of the server took meanwhile. */
  readonly silence: number
}

const listSamples = (): readonly Sample[] => {
  const manifest = readFileSync(new URL('hostile/MANIFEST.csv', shared), 'utf8')
    .trim()
    .split(/\r?\n/)
    .slice(1)
  const crafted = manifest.map((line): Sample => {
    const [file = '', kind = '', expected = ''] = line.split(',')
    return { file, folder: 'hostile', kind, expected }
  })
  const listed = new Set(crafted.map((s) => s.file))
  const forgotten = readdirSync(new URL('hostile/', shared)).filter(
    (f) => f !== 'MANIFEST.csv' && !listed.has(f),
  )
  if (forgotten.length > 0) throw new Error(`not in the manifest: ${forgotten.join(', ')}`)
  const real = readdirSync(new URL('real/', shared))
  return [...crafted, ...real.map((file) => ({ file, folder: 'real', kind: 'real', expected: 'accept' }))]
}

/** Asks the server without pause, from a thread of its own that ours cannot hold up, and says how long each answer took. */
const ASKING = `
const { parentPort, workerData } = require('node:worker_threads')
const http = require('node:http')
const ask = () => {
  const asked = performance.now()
  http.get(workerData, (answer) => {
    answer.resume().on('end', () => {
      parentPort.postMessage(performance.now() - asked)
      setTimeout(ask, 10)
    })
  }).on('error', () => undefined)
}
ask()`

/** A server in this process and someone who asks it; `takeLongest` gives the longest wait since it was last taken. */
const openHeartbeat = async () => {
  const server = createServer((_request, response) => response.end('ok'))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the server has no port')
  const asking = new Worker(ASKING, { eval: true, workerData: `http://127.0.0.1:${address.port}/` })
  let [longest, answers] = [0, 0]
  await new Promise<void>((resolve) => {
    asking.on('message', (ms: number) => {
      longest = Math.max(longest, ms)
      answers++
      resolve()
    })
  })
  return {
    takeLongest: () => {
      const taken = longest
      longest = 0
      return taken
    },
    answers: () => answers,
    close: async () => {
      await asking.terminate()
      server.closeAllConnections()
      server.close()
    },
  }
}

/** Takes the peak of each process back to what it holds now, so that it is the peak of one file. */
const forgetPeaks = (): void => {
  for (const pid of ['self', ...listReaderProcesses()])
    try {
      writeFileSync(`/proc/${pid}/clear_refs`, '5')
    } catch {
      // Not allowed here: the peaks are then those of all files so far.
    }
}

const judge = (result: ReadResult): { outcome: string; code: string } => {
  if ('refused' in result) return { outcome: 'reject', code: result.refused.code }
  return { outcome: result.grid.warnings.length > 0 ? 'accept-with-warning' : 'accept', code: '' }
}

const agrees = ({ expected }: Sample, outcome: string): boolean => {
  if (expected === 'accept-or-reject') return true
  return expected === 'accept' ? outcome !== 'reject' : outcome === expected
}

const faultsOf = ({ sample, outcome, ms, parent, child, silence }: Outcome): readonly string[] => [
  ...(agrees(sample, outcome) ? [] : [`expected ${sample.expected}`]),
  ...(ms <= MOST_MS ? [] : [`over ${MOST_MS} ms`]),
  ...(Math.max(parent, child) <= MOST_MEGABYTES ? [] : [`over ${MOST_MEGABYTES} MB`]),
  ...(silence <= MOST_SILENCE_MS ? [] : [`no answer for ${silence.toFixed(0)} ms`]),
]

/** Chinese characters take two columns of a terminal. */
const pad = (raw: string, width: number): string => {
  const clipped = raw.length > width ? `${raw.slice(0, width - 1)}…` : raw
  const wide = clipped.match(/[\u2E80-\uFFEF]/g)?.length ?? 0
  return wide > 0 && clipped.length + wide > width
    ? pad(raw.slice(0, width - wide - 1) + '…', width)
    : clipped + ' '.repeat(Math.max(0, width - clipped.length - wide))
}

const line = (
  ...[file, kind, expected, outcome, code, ms, parent, child, silence]: readonly string[]
): string =>
  [
    pad(file ?? '', 36),
    pad(kind ?? '', 12),
    pad(expected ?? '', 19),
    pad(outcome ?? '', 19),
    pad(code ?? '', 17),
    ...[ms, parent, child, silence].map((n) => (n ?? '').padStart(8)),
  ].join(' ')

const tortureAll = async (): Promise<readonly Outcome[]> => {
  const heartbeat = await openHeartbeat()
  const reader = openIsolatedReader()
  let child = 0
  const sampling = setInterval(() => {
    child = Math.max(child, ...listReaderProcesses().map(peakMemory))
  }, SAMPLE_MS)
  const outcomes: Outcome[] = []
  console.log(line('file', 'class', 'expected', 'outcome', 'code', 'ms', 'our MB', 'child MB', 'wait ms'))
  for (const sample of listSamples()) {
    const bytes = readFileSync(new URL(`${sample.folder}/${sample.file}`, shared))
    forgetPeaks()
    child = 0
    heartbeat.takeLongest()
    const started = performance.now()
    const result = await reader.read(bytes)
    const ms = performance.now() - started
    child = Math.max(child, ...listReaderProcesses().map(peakMemory))
    // The answer that was asked for last must be counted too.
    await new Promise((resolve) => setTimeout(resolve, 2 * SAMPLE_MS))
    const measured = { ms, parent: peakMemory('self'), child, silence: heartbeat.takeLongest() }
    const outcome: Outcome = { sample, ...judge(result), ...measured }
    outcomes.push(outcome)
    const numbers = [outcome.ms, outcome.parent, outcome.child, outcome.silence].map((n) => n.toFixed(0))
    console.log(line(sample.file, sample.kind, sample.expected, outcome.outcome, outcome.code, ...numbers))
  }
  clearInterval(sampling)
  await reader.close()
  console.log(`\nthe server answered ${heartbeat.answers()} times meanwhile`)
  await heartbeat.close()
  return outcomes
}

if (!existsSync(shared)) {
  console.error(
    'the shared workbooks (../shared/workbooks beside the checkout) are not there: nothing was tested',
  )
  process.exitCode = 1
} else {
  const outcomes = await tortureAll()
  const failed = outcomes.filter((o) => faultsOf(o).length > 0)
  for (const outcome of failed) console.log(`FAILED ${outcome.sample.file}: ${faultsOf(outcome).join('; ')}`)
  const most = (of: (outcome: Outcome) => number): string => Math.max(...outcomes.map(of)).toFixed(0)
  console.log(
    `at most: ${most((o) => o.ms)} ms a file, ${most((o) => o.parent)} MB of ours, ${most((o) => o.child)} MB of a child, ${most((o) => o.silence)} ms for an answer`,
  )
  if (listReaderProcesses().length > 0) throw new Error('a reading process was left behind')
  console.log(`${outcomes.length - failed.length} passed, ${failed.length} failed`)
  process.exitCode = failed.length > 0 ? 1 : 0
}
