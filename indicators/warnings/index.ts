/** Knows every kind of warning by its sign reader; a new kind is a file beside this and a line here. */
import { readBehindPath } from './behind-path.ts'
import { readLargeRevision } from './large-revision.ts'
import { readLateSubmission } from './late-submission.ts'
import { findOwedAfter } from './report.ts'
import { readReversal } from './reversal.ts'
import { readScopeChange } from './scope-change.ts'
import type { Sign, SignReader } from './sign.ts'
import { readStalled } from './stalled.ts'
import { text } from '../text.ts'
import type { WarningKind } from './warning.ts'

export interface KindOfWarning {
  readonly kind: WarningKind
  readonly read: SignReader
  /** Of how the indicator performs: while a newer report is missing it cannot be told. */
  readonly waitsForReports: boolean
  /** Of something that is there or not: over as soon as it is gone, without hysteresis, and never undone by a revision. */
  readonly endsAtOnce: boolean
  /** Its notice leaves as a letter; not where reminders already ask the unit for the same, with their own term and ladder. */
  readonly isServed: boolean
}

const ofFigures = { waitsForReports: false, endsAtOnce: false, isServed: true } as const
const ofPerformance = { waitsForReports: true, endsAtOnce: false, isServed: true } as const

export const SIGN_READERS: readonly KindOfWarning[] = [
  { kind: 'behind-path', read: readBehindPath, ...ofPerformance },
  { kind: 'reversal', read: readReversal, ...ofPerformance },
  { kind: 'stalled', read: readStalled, ...ofPerformance },
  { kind: 'large-revision', read: readLargeRevision, ...ofFigures },
  { kind: 'scope-change', read: readScopeChange, ...ofFigures },
  {
    kind: 'late-submission',
    read: readLateSubmission,
    waitsForReports: false,
    endsAtOnce: true,
    isServed: false,
  },
]

/**
 * A report that is missing holds back the warnings about how the indicator performs: its period cannot be told, so that
 * they neither rise nor end nor go up the ladder until it is there. Source: METHOD, section 6.
 */
const inhibited = (
  signs: readonly Sign[],
  reports: Parameters<SignReader>[1]['reports'],
): readonly Sign[] => {
  const newest = signs.at(-1)
  const owed = newest && findOwedAfter(reports, newest.period)
  if (!owed) return signs
  const reason = text(`${owed.unitName}未报，无法判断`, `${owed.unitName} has not reported: cannot be told`)
  return [
    ...signs,
    { period: owed.period, level: 'unknown', firm: true, reasons: [reason], derivation: text('', '') },
  ]
}

/** The signs of one kind of warning, from the verdicts of all periods in order and the reports that they wait for. */
export const readSigns = (
  { read, waitsForReports }: KindOfWarning,
  ...[history, scene]: Parameters<SignReader>
): readonly Sign[] => {
  const signs = read(history, scene)
  return waitsForReports ? inhibited(signs, scene.reports) : signs
}

/** The kind with its reader. */
export const kindOf = (kind: WarningKind): KindOfWarning | undefined =>
  SIGN_READERS.find((one) => one.kind === kind)
