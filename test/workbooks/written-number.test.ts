/** Knows which words are written into a cell as a number, and how the number looks there. */
import { expect, test } from 'vitest'
import { asNumber, numberFormat } from '../../workbooks/written-number.ts'

test.each([
  ['-11.9', -11.9, 1, ''],
  ['-5.20', -5.2, 2, ''],
  ['0', 0, 0, ''],
  ['-8.25 亿元', -8.25, 2, '亿元'],
  ['43.3 %', 43.3, 1, '%'],
])('%s is a number', (words, value, decimals, unit) => {
  expect(asNumber(words)).toEqual({ value, decimals, unit, words })
})

test.each(['007', '>35', '-', '-0', '1e5', '12,5', '-1+1', '-1 "', '－5', '1 2', '12345678901234567', '=1'])(
  '%s stays text',
  (words) => {
    expect(asNumber(words)).toBe(words)
  },
)

test('the format keeps decimals and unit, and prints no percent of a percent', () => {
  expect(numberFormat(2)).toBe('#,##0.00_ ;-#,##0.00_ ;#,##0.00_ ;@_ ')
  expect(numberFormat(1, '%')).toBe('#,##0.0" %"_ ;-#,##0.0" %"_ ;#,##0.0" %"_ ;@_ ')
})
