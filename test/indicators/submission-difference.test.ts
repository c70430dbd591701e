/** Shows how a figure is told where it is set beside what it was. */
import { expect, test } from 'vitest'
import { figureText } from '../../indicators/submission-difference.ts'

test('35 that became a lower bound is not told as 35', () => {
  expect(figureText({ value: 35, bound: 'exact' })).toEqual({ zh: '35', en: '35' })
  expect(figureText({ value: 35, bound: 'lower' })).toEqual({ zh: '35（下限）', en: '35 (lower bound)' })
})

test('the reason for no figure is told in both languages', () => {
  expect(figureText({ missing: 'unknown' })).toEqual({ zh: '不详', en: 'not known' })
})
