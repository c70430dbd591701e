/** Knows how bad input is told on the terminal: every place, what was found, what was expected. */
import { foundText, InputError } from '../indicators/input-error.ts'
import type { Language } from '../indicators/text.ts'
import { explainFileFault } from '../storage/file-fault.ts'

export const renderInputError = ({ issues }: InputError, language: Language): string =>
  issues
    .map((issue) => {
      const { where, expected } = issue
      const found = foundText(issue, language)
      return language === 'zh'
        ? `${where.zh}：发现「${found}」，应为${expected.zh}\n`
        : `${where.en}: found "${found}", expected ${expected.en}\n`
    })
    .join('')

/** A path that could not be used, told as bad input; undefined for any other error. */
export const fileError = (error: unknown): InputError | undefined => {
  if (!(error instanceof Error) || !('path' in error)) return undefined
  const explained = explainFileFault(error, String(error.path))
  return explained instanceof InputError ? explained : undefined
}
