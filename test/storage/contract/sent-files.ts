/** Knows made-up histories of files: when each is received, what it says and what the bureau does with it, told in any order. */
import { array, constantFrom, integer, option, record, type Arbitrary } from 'fast-check'
import { parseReportingUnitCode, parseVariableCode } from '../../../indicators/codes.ts'
import type { Observation, ReadObservation } from '../../../indicators/observation.ts'
import { parseDay, type Day } from '../../../indicators/period.ts'
import type { Submission } from '../../../indicators/submission.ts'
import { text } from '../../../indicators/text.ts'
import { appendDecision } from '../../../storage/decisions.ts'
import { appendObservations } from '../../../storage/observations.ts'
import { appendSubmission } from '../../../storage/submissions.ts'
import { at, readingOf, submissionOf, value, type Ground } from './ground.ts'

export const DAYS = ['01', '02', '03', '04'].map((day) => parseDay(`2020-01-${day}`))

/** A file that was received: what it says of each key, and what the bureau does with it on which day. */
export interface Sent {
  readonly known: Day
  /** Minute of receipt; two files may share one. */
  readonly minute: number
  readonly says: readonly (readonly Observation['figure'][])[]
  /** Its figures wait for a release. */
  readonly waits: boolean
  readonly released: Day | null
  readonly returned: Day | null
}

type Act = 'read' | 'released' | 'returned'
export interface Event {
  readonly file: number
  readonly act: Act
}

const figure = constantFrom<Observation['figure']>(value(100), value(200), { missing: 'unknown' })
const sent: Arbitrary<Sent> = record({
  known: constantFrom(...DAYS),
  minute: integer({ min: 0, max: 3 }),
  says: array(array(figure, { maxLength: 2, size: 'small' }), { minLength: 1, maxLength: 2 }),
  waits: constantFrom(false, false, true),
  released: option(constantFrom(...DAYS)),
  returned: option(constantFrom(...DAYS), { freq: 2 }),
})
export const scene = record({
  files: array(sent, { minLength: 2, maxLength: 5 }),
  order: array(integer({ min: 0, max: 99 }), { minLength: 15, maxLength: 15 }),
})

const actsOf = ({ waits, released, returned }: Sent): Act[] => [
  'read',
  ...(waits && released ? (['released'] as const) : []),
  ...(returned ? (['returned'] as const) : []),
]

/** As they were received, each dealt with before the next. */
export const inOrder = (files: readonly Sent[]): Event[] =>
  [...files.entries()]
    .toSorted(([a, one], [b, two]) => one.minute - two.minute || a - b)
    .flatMap(([file, one]) => actsOf(one).map((act) => ({ file, act })))

/** In whatever order; of one file each act after the one before it. */
export const shuffled = (files: readonly Sent[], order: readonly number[]): Event[] => {
  const left = files.map((one, file) => actsOf(one).map((act) => ({ file, act })))
  return order.flatMap((choice) => {
    const waiting = left.filter((acts) => acts.length > 0)
    return waiting[choice % waiting.length]?.splice(0, 1) ?? []
  })
}

const HELD = {
  rule: 'range',
  class: 'quasi_mandatory',
  sheet: '表1',
  cell: 'C7',
  found: '9',
  expected: text('≤ 5', '≤ 5'),
} as const

/** One telling of a scene in names of its own, so that one database holds many. */
export const openTelling = ({ storage }: Ground, name: string, files: readonly Sent[]) => {
  const idOf = (file: number) => `${name}-${file}`
  const instantOf = (file: number) => at(files[file]?.minute ?? 0)
  const variables = ['a', 'b'].map((key) => parseVariableCode(`${key}_${name.replaceAll('-', '_')}`))
  const receiptOf = (file: number, { known, waits }: Sent): Submission => ({
    ...submissionOf(idOf(file), known),
    sha256: name,
    unit: parseReportingUnitCode(`u${name}`),
    ...(waits ? { outcome: 'to-explain', findings: [HELD] } : {}),
  })
  const readsOf = ({ says }: Sent): ReadObservation[] =>
    says.flatMap((figures, key) =>
      figures.map((said, index) =>
        readingOf(said, { variable: variables[key] ?? parseVariableCode('none'), cell: `C${index + 1}` }),
      ),
    )
  const perform = async ({ file, act }: Event, steps: number) => {
    const one = files[file]
    if (!one) throw new Error(`no file ${file}`)
    const { known } = one
    const id = idOf(file)
    await storage.transaction(async (tx) => {
      if (act === 'read') {
        const receivedAt = instantOf(file)
        await appendSubmission(tx, receiptOf(file, one), { receivedAt, size: 1 })
        await appendObservations(
          tx,
          { submission: id, file: id, known, recordedAt: receivedAt },
          readsOf(one),
        )
        return
      }
      const on = (act === 'released' ? one.released : one.returned) ?? known
      const outcome = act === 'released' ? 'accepted' : 'returned'
      const step = { submission: id, sequence: steps + 1, on, actor: '省局', kind: act, finding: null }
      const after = { text: '', outcome, inForce: act === 'released', givenIn: null } as const
      await appendDecision(tx, { ...step, ...after }, at(9))
    })
  }
  const tell = async (events: readonly Event[]) => {
    const steps = new Map<number, number>()
    for (const event of events) {
      await perform(event, steps.get(event.file) ?? 0)
      steps.set(event.file, (steps.get(event.file) ?? 0) + 1)
    }
  }
  return { idOf, instantOf, variables, tell }
}

export type Telling = ReturnType<typeof openTelling>

const countsOn = ({ known, waits, released, returned }: Sent, day: Day): boolean => {
  const steps = [
    { on: known, counts: !waits },
    ...(waits && released ? [{ on: released, counts: true }] : []),
    ...(returned ? [{ on: returned, counts: false }] : []),
  ]
  return steps.findLast(({ on }) => on <= day)?.counts === true
}

/** What must be read: every figure that counts, in the order of effect, without those that say the same once more. */
export const expectedOf = (
  files: readonly Sent[],
  { day, key, before }: { readonly day: Day; readonly key: number; readonly before: number | undefined },
) => {
  const isEarlier = (file: number, one: Sent): boolean => {
    const bound = before === undefined ? undefined : files[before]
    if (before === undefined || !bound) return true
    return one.minute < bound.minute || (one.minute === bound.minute && file < before)
  }
  const all = [...files.entries()]
    .filter(([file, one]) => one.known <= day && countsOn(one, day) && isEarlier(file, one))
    .toSorted(([a, x], [b, y]) => x.known.localeCompare(y.known) || x.minute - y.minute || a - b)
    .flatMap(([file, one]) =>
      (one.says[key] ?? []).map((said, index) => [said, one.known, `-${file}`, `C${index + 1}`] as const),
    )
  return all.filter(
    ([said], index) => index === 0 || JSON.stringify(all[index - 1]?.[0]) !== JSON.stringify(said),
  )
}
