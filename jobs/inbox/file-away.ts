/** Knows how an arrival is filed once its verdict is given: beside its receipt, under a name that meets no other, each step safe to repeat. */
import { access, readFile, rename, rmdir } from 'node:fs/promises'
import { basename, dirname, extname, join, posix } from 'node:path'
import { findForm, findReportingUnit } from '../../indicators/catalogue.ts'
import { wallTime } from '../../indicators/wall-time.ts'
import { readOriginal } from '../../storage/archive.ts'
import { markFiled, settlePlace, type Arrival } from '../../storage/arrivals.ts'
import { syncFolder, writeDurably } from '../../storage/durable-file.ts'
import { findJobByKey } from '../../storage/job-family.ts'
import { makeFolder } from '../../storage/make-folder.ts'
import { findSubmission, type StoredSubmission } from '../../storage/submissions.ts'
import { isUnderWay } from '../ledger/under-way.ts'
import { returnFile, returnRequest } from '../submission/return-request.ts'
import type { StepContext } from '../step.ts'
import { describeReceipt, outcomeOf, renderReceipt, type ReceiptMatter } from './receipt.ts'
import { waitingFolder } from './take.ts'

/** As many files of one name are told apart. */
const SAME_NAMES = 1_000

const exists = async (path: string): Promise<boolean> => {
  try {
    await access(path)
    return true
  } catch {
    return false
  }
}

/** `报表.xlsx`, then `报表 (2).xlsx`, `报表 (3).xlsx` … */
const numbered = (file: string, n: number): string => {
  const end = extname(file)
  return n === 1 ? file : `${basename(file, end)} (${n})${end}`
}

const receiptNames = (place: string) => ({
  text: `${place}.回执.txt`,
  json: `${place}.回执.json`,
  returned: `${place.slice(0, place.length - extname(place).length)}.审核结果.xlsx`,
})

/** The free names for an arrival in the folder of its outcome: neither the file nor a receipt of that name lies there. */
const listPlaces = async (
  inbox: string,
  { folder, file }: Arrival,
  outcome: string,
): Promise<readonly string[]> => {
  const places: string[] = []
  for (let n = 1; n <= SAME_NAMES && places.length < 20; n += 1) {
    const place = posix.join(folder, outcome, numbered(file, n))
    const taken = [place, ...Object.values(receiptNames(place))].map((name) => exists(join(inbox, name)))
    if (!(await Promise.all(taken)).includes(true)) places.push(place)
  }
  return places
}

/** The verdict, once it is given and the workbook that goes back is made, or will not be made soon. */
const findVerdict = async (
  { submission }: Arrival,
  context: StepContext,
): Promise<StoredSubmission | 'soon' | 'stuck'> => {
  const verdict = await findSubmission(context.storage.db, submission)
  const next = verdict ? returnRequest(submission, 1) : { kind: 'ingest', key: submission }
  const job = await findJobByKey(context.storage.db, next)
  if (job && isUnderWay(job, context)) return 'soon'
  return verdict ?? 'stuck'
}

/** The bytes of the workbook that goes back, where there is one. */
const findReturned = async (
  { submission }: Arrival,
  { directory }: StepContext,
): Promise<Uint8Array | undefined> => {
  const path = join(directory, returnFile(submission))
  return (await exists(path)) ? readFile(path) : undefined
}

const namesOf = ({ unit, forms }: StoredSubmission, { catalogue }: StepContext): ReceiptMatter['names'] => ({
  unit: (unit && findReportingUnit(catalogue, unit)?.name) ?? null,
  forms: forms.map((form) => `${findForm(catalogue, form)?.title ?? ''} ${form}`.trim()),
})

const writeReceipts = async (
  inbox: string,
  { place, arrival, verdict }: { place: string; arrival: Arrival; verdict: StoredSubmission },
  context: StepContext,
): Promise<void> => {
  const names = receiptNames(place)
  const returned = await findReturned(arrival, context)
  const matter: ReceiptMatter = {
    arrival,
    submission: verdict,
    returned: returned ? posix.basename(names.returned) : null,
    names: namesOf(verdict, context),
    received: wallTime(arrival.receivedAt),
  }
  if (returned) await writeDurably(join(inbox, names.returned), returned)
  const json = `${JSON.stringify(describeReceipt(matter, context.language), null, 2)}\n`
  await writeDurably(join(inbox, names.json), Buffer.from(json))
  // Notepad takes a text without the mark for one in the code page of the machine.
  await writeDurably(join(inbox, names.text), Buffer.from(`\uFEFF${renderReceipt(matter, context.language)}`))
}

/** Moves the file to its place; what someone took away meanwhile comes from the archive. */
const moveThere = async (
  inbox: string,
  { place, arrival }: { place: string; arrival: Arrival },
  { storage }: StepContext,
): Promise<void> => {
  const from = waitingFolder({ inbox, ...arrival })
  const target = join(inbox, place)
  if (await exists(join(from, arrival.file))) {
    await rename(join(from, arrival.file), target)
    await syncFolder(dirname(target))
  } else if (!(await exists(target)))
    await writeDurably(target, await readOriginal(storage.archive, arrival.sha256))
  if (await exists(from)) await rmdir(from)
}

/** `soon`: its verdict is under way; `stuck`: its job failed or waits, and a person may have to see to it. */
export type Filing = 'filed' | 'soon' | 'stuck'

/** Files an arrival if its verdict is given. */
export const fileAway = async (inbox: string, arrival: Arrival, context: StepContext): Promise<Filing> => {
  const { storage, clock, log } = context
  const verdict = await findVerdict(arrival, context)
  if (verdict === 'soon' || verdict === 'stuck') return verdict
  const outcome = outcomeOf(arrival, verdict)
  const { id } = arrival
  const places = arrival.place === null ? await listPlaces(inbox, arrival, outcome) : []
  const place = arrival.place ?? (await storage.transaction((tx) => settlePlace(tx, { id, places })))
  await makeFolder(dirname(join(inbox, place)))
  await writeReceipts(inbox, { place, arrival, verdict }, context)
  await moveThere(inbox, { place, arrival }, context)
  await storage.transaction((tx) => markFiled(tx, { id, now: clock.now() }))
  log.info('inbox file filed', { arrival: id, submission: verdict.id, outcome, place })
  return 'filed'
}
