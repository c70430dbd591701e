/** Knows that figures are written as people and Excel round them. */
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  DASH,
  findShownDecimals,
  formatBounded,
  formatFigure,
  formatPercent,
  formatShort,
} from '../../indicators/figure-text.ts'

test('a figure shows the decimals of its indicator, rounded as people and Excel round', () => {
  expect(formatFigure(30218, 0)).toBe('30218')
  expect(formatFigure(44.633333, 1)).toBe('44.6')
  expect(formatFigure(1.005, 2)).toBe('1.01')
  expect(formatFigure(2.675, 2)).toBe('2.68')
  expect(formatFigure(-0.04, 1)).toBe('0.0')
  expect(formatFigure(null, 1)).toBe(DASH)
})

test('percent, short figures and bounds', () => {
  expect(formatPercent(71.8309859)).toBe('71.83%')
  expect(formatPercent(null)).toBe(DASH)
  expect(formatShort(44.63333333)).toBe('44.6333')
  expect(formatShort(47)).toBe('47')
  expect(formatBounded('35', 'lower')).toEqual({ zh: '35（下限）', en: '35 (lower bound)' })
  expect(formatBounded('35', 'exact')).toEqual({ zh: '35', en: '35' })
})

test('a written figure lies within half a unit of its last decimal', () => {
  fc.assert(
    fc.property(fc.double({ min: -1e9, max: 1e9, noNaN: true }), fc.integer({ min: 0, max: 6 }), (v, d) => {
      expect(formatFigure(v, d)).toMatch(d === 0 ? /^-?\d+$/ : new RegExp(`^-?\\d+\\.\\d{${d}}$`))
      expect(Math.abs(Number(formatFigure(v, d)) - v)).toBeLessThanOrEqual(
        0.5000001 / 10 ** d + Math.abs(v) * 4 * Number.EPSILON,
      )
    }),
  )
})

test('a figure keeps the decimals that were sent, and does not look equal to a path that it misses', () => {
  const shown = (actual: number, planned: number | null, least: number) => {
    const decimals = findShownDecimals(actual, planned, least)
    return [formatFigure(actual, decimals), formatFigure(planned, decimals)]
  }
  expect(shown(36.5, 36.6, 0)).toEqual(['36.5', '36.6'])
  expect(shown(0.45, 32, 0)).toEqual(['0.45', '32.00'])
  expect(shown(0.03, null, 1)).toEqual(['0.03', DASH])
  expect(shown(30218, 30000, 0)).toEqual(['30218', '30000'])
  expect(shown(43.3, 44.63333333333333, 1)).toEqual(['43.3', '44.6'])
  // Quotients have no end: rounded, but not to their path or beyond it.
  expect(shown(71 / 3, 30, 1)).toEqual(['23.7', '30.0'])
  expect(shown(109.7 / 3, 36.6, 0)).toEqual(['36.57', '36.60'])
  expect(shown(47.00000000000001, 47, 0)).toEqual(['47', '47'])
  // A change of unit leaves no digits that nobody sent.
  expect(shown(1.1 + 2.2, null, 0)).toEqual(['3.3', DASH])
  expect(findShownDecimals(null, 3, 1)).toBe(1)
})
