/** Knows what the tests of storage stand on: an open store, and figures to put into it. */
import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import {
  parseIndicatorCode,
  parsePlanCode,
  parseRegionCode,
  parseReportingUnitCode,
  parseVariableCode,
  parseFormCode,
} from '../../../indicators/codes.ts'
import type { Observation, ReadObservation } from '../../../indicators/observation.ts'
import { parseDay, parsePeriod, type Day } from '../../../indicators/period.ts'
import type { Submission } from '../../../indicators/submission.ts'
import type { openStorage, Storage } from '../../../storage/index.ts'
import { appendObservations, listObservations } from '../../../storage/observations.ts'
import { appendSubmission } from '../../../storage/submissions.ts'

/** A store of its own for one test, opened anew for each. */
export interface Ground {
  readonly storage: Storage
  readonly options: Parameters<typeof openStorage>[0]
  /** Closes the store and opens it again. */
  reopen(): Promise<void>
  /** One statement in a transaction of its own. */
  execute(statement: string): Promise<void>
  /** What only the owner of the database can do: past everything that the tables refuse. */
  tamper(statements: readonly string[]): Promise<void>
}

/** A program that opens the store in a process of its own. */
export const WORKER = fileURLToPath(new URL('../worker.ts', import.meta.url))

/** Lets another process claim and complete every job that is due (their ids), or number ten submissions or warnings. */
export const workElsewhere = async (
  options: Ground['options'],
  { mode, worker }: { readonly mode: 'claim' | 'number' | 'warn'; readonly worker: string },
): Promise<number[]> => {
  const args = [WORKER, JSON.stringify(options), mode, worker]
  const { stdout } = await promisify(execFile)(process.execPath, args)
  return JSON.parse(stdout)
}

export const at = (minute: number): string => new Date(Date.UTC(2020, 10, 3, 0, minute)).toISOString()
export const FAR = parseDay('2099-12-31')
export const ZHEJIANG = parseRegionCode('330000')
export const PLAN = parsePlanCode('zj-digital-2022')
export const SHARE = parseIndicatorCode('digital_economy_gdp_share')
export const GDP = parseVariableCode('gdp')

export const submissionOf = (id: string, known: Day = parseDay('2020-11-03')): Submission => ({
  id,
  file: `${id}.xlsx`,
  sha256: 'ab'.repeat(32),
  unit: parseReportingUnitCode('zj-stats'),
  form: parseFormCode('zj-dept-annual'),
  forms: [parseFormCode('zj-dept-annual')],
  formVersion: '2020',
  period: parsePeriod('2019'),
  known,
  outcome: 'accepted',
  counts: { read: 3, accepted: 2, rejected: 1, unchanged: 0 },
  findings: [],
})

export const readingOf = (
  figure: Observation['figure'],
  changes: Partial<ReadObservation> = {},
): ReadObservation => ({
  variable: GDP,
  region: ZHEJIANG,
  period: parsePeriod('2019'),
  measure: 'ytd',
  figure,
  unit: '亿元',
  reported: { text: 'value' in figure ? String(figure.value) : '…', unit: '亿元' },
  note: '',
  synthetic: false,
  status: 'preliminary',
  sheet: '表1',
  cell: 'C7',
  ...changes,
})

export const value = (number: number): Observation['figure'] => ({ value: number, bound: 'exact' })

/** Receives one file with these readings on its day. */
export const receive = (
  storage: Storage,
  { id, known, reads }: { id: string; known: Day; reads: readonly ReadObservation[] },
) =>
  storage.transaction(async (tx) => {
    await appendSubmission(tx, submissionOf(id, known), { receivedAt: at(0), size: 1 })
    return appendObservations(tx, { submission: id, file: `${id}.xlsx`, known, recordedAt: at(0) }, reads)
  })

export const currentOn = async (storage: Storage, asOf: Day, variable = GDP) =>
  (await listObservations(storage.db, { asOf, variables: [variable] })).at(-1)
