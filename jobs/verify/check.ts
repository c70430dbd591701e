/** Knows what a check of the integrity of everything is: it looks at what is stored and lists all that does not fit; it mends nothing. */
import type { InputIssue } from '../../indicators/input-error.ts'
import type { Text } from '../../indicators/text.ts'
import type { StepContext } from '../step.ts'

export interface Checked {
  /** How many things were looked at. */
  readonly examined: number
  readonly problems: readonly InputIssue[]
}

export interface Check {
  /** Stable code, shown and stored. */
  readonly code: string
  readonly name: Text
  /** Reads every original again: only when it is asked for. */
  readonly deep: boolean
  examine(context: StepContext): Promise<Checked>
}
