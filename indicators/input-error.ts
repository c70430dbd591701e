/** Knows how bad input is said: where, what was found, what was expected; every place, not the first. */
import type { Text } from './text.ts'

export interface InputIssue {
  readonly where: Text
  readonly found: string
  readonly expected: Text
}

/** The person can mend it. Anything else that is thrown is our fault. */
export class InputError extends Error {
  readonly issues: readonly InputIssue[]

  constructor(issues: readonly InputIssue[]) {
    super(issues.map((i) => `${i.where.zh}：发现「${i.found}」，应为${i.expected.zh}`).join('\n'))
    this.name = 'InputError'
    this.issues = issues
  }
}
