/** Knows the check of the archive: every file that was received is there as it came, and every file there was received. */
import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import type { InputIssue } from '../../indicators/input-error.ts'
import { text, type Text } from '../../indicators/text.ts'
import { inspectOriginal, listOriginals, originalPath } from '../../storage/archive.ts'
import { listJobs } from '../../storage/jobs.ts'
import { listSubmissions } from '../../storage/submissions.ts'
import { listWarnings } from '../../storage/warnings.ts'
import type { StepContext } from '../step.ts'
import type { Check } from './check.ts'

const payloadSchema = z.object({ sha256: z.string(), size: z.number() })

/** A file that must be in the archive. */
interface Wanted {
  readonly who: Text
  readonly sha256: string
  readonly size: number
}

const listSlips = async ({ storage }: Pick<StepContext, 'storage'>): Promise<readonly Wanted[]> =>
  (await listWarnings(storage.db)).flatMap(({ number, events }) =>
    events.flatMap(({ act }) =>
      act && 'slip' in act && act.slip
        ? [{ who: text(`预警 ${number} 的回执`, `slip of warning ${number}`), ...act.slip }]
        : [],
    ),
  )

/** What the desk received, the slips on which warnings were answered, and what still waits in the ledger. */
const listWanted = async ({ storage }: StepContext): Promise<readonly Wanted[]> => {
  const submissions = await listSubmissions(storage.db)
  const received = new Set(submissions.map((one) => one.id))
  const waiting = await listJobs(storage.db, { kinds: ['ingest'] })
  return [
    ...(await listSlips({ storage })),
    ...submissions.map(({ id, sha256, size }) => ({
      who: text(`报送 ${id}`, `submission ${id}`),
      sha256,
      size,
    })),
    ...waiting
      .filter(({ key }) => !received.has(key))
      .map(({ id, payload }) => ({ who: text(`作业 ${id}`, `job ${id}`), ...payloadSchema.parse(payload) })),
  ]
}

const FOUND = {
  missing: text('归档中没有', 'not in the archive'),
  altered: text('归档中的文件已被改动', 'altered in the archive'),
}

const judge = async (wanted: Wanted, { storage }: StepContext): Promise<readonly InputIssue[]> => {
  const { who, sha256, size } = wanted
  const found = await inspectOriginal(storage.archive, sha256)
  const expected = text(
    `原件 ${originalPath(sha256)}；从备份取回，或请填报单位重新报送同一文件`,
    `the original ${originalPath(sha256)}: fetch it from a backup, or let the unit send the same file again`,
  )
  if ('damage' in found) return [{ where: who, found: FOUND[found.damage], expected }]
  if (found.bytes.length === size) return []
  const bytes = text(`${size} 字节`, `${size} bytes`)
  return [{ where: who, found: `${found.bytes.length}`, expected: bytes }]
}

/** How long a file may lie in the archive before the ledger names it: it is kept first, then entered. */
const ENTERED_AFTER_MS = 2_000

/** Originals that nobody names, and that nobody names a moment later either. */
const listStrays = async (
  kept: readonly string[],
  known: ReadonlySet<string>,
  context: StepContext,
): Promise<readonly string[]> => {
  const strays = kept.filter((one) => !known.has(one))
  if (strays.length === 0) return []
  await sleep(ENTERED_AFTER_MS)
  const named = new Set((await listWanted(context)).map(({ sha256 }) => sha256))
  return strays.filter((one) => !named.has(one))
}

export const originalsCheck: Check = {
  code: 'originals',
  name: text('每份报送的原件都在，且一字未改', 'every original is there as it was received'),
  deep: false,
  examine: async (context) => {
    // Listed first: what comes in meanwhile is not in the list.
    const kept = await listOriginals(context.storage.archive)
    const wanted = await listWanted(context)
    const problems: InputIssue[] = []
    for (const one of wanted) problems.push(...(await judge(one, context)))
    const known = new Set(wanted.map(({ sha256 }) => sha256))
    for (const sha256 of await listStrays(kept, known, context))
      problems.push({
        where: text(`原件 ${originalPath(sha256)}`, `original ${originalPath(sha256)}`),
        found: text('没有任何报送、回执或作业提到它', 'no submission, no slip and no job names it'),
        expected: text(
          '已登记的原件；请用 ingest 重新报送它',
          'an original that was entered: send it again with `ingest`',
        ),
      })
    return { examined: new Set([...known, ...kept]).size, problems }
  },
}
