/** Knows how bad input is told on the terminal: every place, what was found, what was expected. */
import type { InputError } from '../indicators/input-error.ts'
import type { Language } from '../indicators/text.ts'

export const renderInputError = ({ issues }: InputError, language: Language): string =>
  issues
    .map(({ where, found, expected }) =>
      language === 'zh'
        ? `${where.zh}：发现「${found}」，应为${expected.zh}\n`
        : `${where.en}: found "${found}", expected ${expected.en}\n`,
    )
    .join('')
