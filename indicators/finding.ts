/** Knows what a check found: a row in a report, with its place and what to do. */
import type { Text } from './text.ts'
import { text } from './text.ts'

/** 审核类别 and its consequence: blocks; needs the bureau's release; needs a real explanation; only said. */
export const FINDING_CLASSES = {
  mandatory: text('强制性', 'mandatory'),
  quasi_mandatory: text('准强制性', 'quasi-mandatory'),
  verification: text('核实性', 'verification'),
  notice: text('提示', 'notice'),
} as const satisfies Record<string, Text>
export type FindingClass = keyof typeof FINDING_CLASSES

export interface Finding {
  /** Code of the rule, e.g. `read.number`, `form.period`. */
  readonly rule: string
  readonly class: FindingClass
  readonly sheet: string
  /** Empty when the finding speaks of the whole sheet or file. */
  readonly cell: string
  readonly found: string
  readonly expected: Text
}
