/** Knows when what was given with a workbook contradicts the workbook's own words: the workbook wins, and who gave it mends it. */
import type { Finding } from '../../indicators/finding.ts'
import { text, type Text } from '../../indicators/text.ts'
import { GIVEN, SHEET, STAMP, type Statement } from './witnesses.ts'

/**
 * The word of the workbook against what was given: the sheet's own, where it has none the stamp's; undefined when they
 * agree or the workbook leaves it open. A file name is easily changed and contradicts nobody.
 */
export const findContradiction = <T>([first, ...others]: readonly Statement<T>[]):
  | (Statement<T> & { readonly value: T })
  | undefined => {
  if (first?.who !== GIVEN) return undefined
  for (const who of [SHEET, STAMP]) {
    const said = others.flatMap(({ value, ...s }) =>
      s.who === who && value !== undefined ? [{ ...s, value }] : [],
    )
    if (said.length > 0) return said.some((s) => s.value === first.value) ? undefined : said[0]
  }
  return undefined
}

/** What can be given with a workbook. */
export const GIVEN_WORDS = ['unit', 'period', 'form'] as const
type GivenWord = (typeof GIVEN_WORDS)[number]

/** What was given is wrong: the workbook goes back whole, so that the right word may come with the same bytes. */
export const wrongGiven = (
  word: GivenWord,
  { said, expected, ...place }: Pick<Finding, 'sheet' | 'cell' | 'expected'> & { readonly said: string },
): Finding => ({
  rule: `given.${word}`,
  class: 'mandatory',
  ...place,
  found: `${GIVEN.zh}：${said}`,
  expected,
})

/** The word that should have been given, and whose it is. */
export const asStated = (value: Text, who: Text): Text =>
  text(`${value.zh}（${who.zh}所写），或不指定`, `${value.en} (${who.en}), or nothing`)
