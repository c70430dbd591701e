/** Knows that figures are written as people and Excel round them. */
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  DASH,
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
