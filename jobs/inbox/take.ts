/** Knows how a file of the inbox is taken: moved aside under a name of its own, archived, and put into the ledger, each step safe to repeat. */
import { randomUUID } from 'node:crypto'
import { readdir, readFile, rename, rmdir } from 'node:fs/promises'
import { join } from 'node:path'
import { appendArrival, findArrival } from '../../storage/arrivals.ts'
import { insertJobs } from '../../storage/jobs.ts'
import { makeFolder } from '../../storage/make-folder.ts'
import type { StepContext } from '../step.ts'
import { composeSubmission, submissionOf } from '../submission/submit.ts'
import { isSameLook, lookAt, PROCESSING, type Look } from './folders.ts'

/** The place of an arrival while it is being processed. */
export interface Waiting {
  readonly inbox: string
  readonly folder: string
  readonly id: string
}

export const waitingFolder = ({ inbox, folder, id }: Waiting): string => join(inbox, folder, PROCESSING, id)

/**
 * Moves a file aside. From here on it is this arrival, whatever comes under its old name; of two who move it one succeeds.
 * A crash in between leaves an empty folder.
 */
export const setAside = async (
  { inbox, folder, file }: { readonly inbox: string; readonly folder: string; readonly file: string },
  { clock }: Pick<StepContext, 'clock'>,
): Promise<Waiting> => {
  const id = `${clock.now().replaceAll(/\D/g, '').slice(0, 14)}-${randomUUID().slice(0, 8)}`
  const waiting = { inbox, folder, id }
  await makeFolder(waitingFolder(waiting))
  try {
    await rename(join(inbox, folder, file), join(waitingFolder(waiting), file))
  } catch (error) {
    await rmdir(waitingFolder(waiting))
    throw error
  }
  return waiting
}

/** The file of an arrival; undefined when the folder holds none. */
export const findWaitingFile = async (waiting: Waiting): Promise<string | undefined> =>
  (await readdir(waitingFolder(waiting)))[0]

/** A folder named like a reporting unit says who sends. */
const unitOf = (folder: string, { catalogue }: Pick<StepContext, 'catalogue'>) => {
  const unit = catalogue.reportingUnits.find((one) => one.code === folder)?.code
  return unit === undefined ? {} : { unit }
}

/** Reads a file that nobody writes any more; undefined when it changed meanwhile. */
const readStill = async (path: string, before: Look): Promise<Uint8Array | undefined> => {
  const bytes = await readFile(path)
  const after = await lookAt(path)
  return after && isSameLook(before, after) && bytes.length === after.size ? bytes : undefined
}

/**
 * Archives a file that was set aside and asks for it to be read, once: the job and the arrival are written together.
 * False when someone still wrote into it.
 */
export const takeIn = async (
  waiting: Waiting,
  { file, look }: { readonly file: string; readonly look: Look },
  context: StepContext,
): Promise<boolean> => {
  const { storage, clock, bell } = context
  if (await findArrival(storage.db, waiting.id)) return true
  const bytes = await readStill(join(waitingFolder(waiting), file), look)
  if (!bytes) return false
  const { submitted, jobs } = await composeSubmission(
    { file, bytes, given: unitOf(waiting.folder, context) },
    context,
  )
  await storage.transaction(async (tx) => {
    const now = clock.now()
    const inserted = await insertJobs(tx, { now, jobs })
    await appendArrival(tx, {
      id: waiting.id,
      folder: waiting.folder,
      file,
      sha256: submitted.kind === 'queued' ? submitted.sha256 : submitted.of.sha256,
      size: bytes.length,
      submission: submissionOf(submitted),
      repeated: inserted.length === 0,
      receivedAt: now,
    })
  })
  bell.ring()
  return true
}
