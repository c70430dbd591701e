/** Knows how bad input is said: where, what was found, what was expected; every place, not the first. */
import { text, type Language, type Text } from './text.ts'

export interface InputIssue {
  readonly where: Text
  /** What was given, as it stands there; or in both languages, where nothing that could be repeated was given. */
  readonly found: string | Text
  readonly expected: Text
}

/** Nothing was given. */
export const NOT_GIVEN = text('（缺）', '(nothing)')

/** What was found, in the language of whoever reads it. */
export const foundText = ({ found }: Pick<InputIssue, 'found'>, language: Language): string =>
  typeof found === 'string' ? found : found[language]

/** The person can mend it. Anything else that is thrown is our fault. */
export class InputError extends Error {
  readonly issues: readonly InputIssue[]

  constructor(issues: readonly InputIssue[]) {
    super(issues.map((i) => `${i.where.zh}：发现「${foundText(i, 'zh')}」，应为${i.expected.zh}`).join('\n'))
    this.name = 'InputError'
    this.issues = issues
  }
}
