/** Knows a submission (报送): one workbook received from a reporting unit for a period, and what became of it. */
import type { FormCode, ReportingUnitCode } from './codes.ts'
import type { Finding } from './finding.ts'
import type { Day, Period } from './period.ts'
import { text, type Text } from './text.ts'

export const OUTCOMES = {
  accepted: text('已接收', 'accepted'),
  'to-explain': text('待说明', 'to explain'),
  returned: text('已退回', 'returned'),
  refused: text('无法读取', 'refused'),
  duplicate: text('重复报送', 'duplicate'),
} as const satisfies Record<string, Text>
export type Outcome = keyof typeof OUTCOMES

/** Every figure of a file is counted once: read = accepted + rejected + unchanged. */
export interface Counts {
  readonly read: number
  readonly accepted: number
  readonly rejected: number
  readonly unchanged: number
}

/** Whether the counts account for every figure that was read. */
export const areComplete = (counts: Counts): boolean =>
  Object.values(counts).every((n) => Number.isInteger(n) && n >= 0) &&
  counts.read === counts.accepted + counts.rejected + counts.unchanged

/**
 * The receipt of one file. `unit`, `form` and `period` are null when they could not be understood. A file may hold several
 * forms of its unit and period: `forms` are all of them, `form` the one that it is named after.
 */
export interface Submission {
  readonly id: string
  readonly file: string
  readonly sha256: string
  readonly unit: ReportingUnitCode | null
  readonly form: FormCode | null
  readonly forms: readonly FormCode[]
  readonly formVersion: string | null
  readonly period: Period | null
  /** The day from which its figures are known (发布日期 or the day of receipt). */
  readonly known: Day
  readonly outcome: Outcome
  readonly counts: Counts
  readonly findings: readonly Finding[]
}
