/** Knows that a path goes through every point that is printed, and nowhere else by chance. */
import { existsSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { computePath, plannedAt } from '../../indicators/path.ts'
import { parseDay, parsePeriod, yearPeriod } from '../../indicators/period.ts'
import { makePlan, target } from './make-plan.ts'

const pathOf = (over: object, asOf = '2026-01-01') => {
  const [indicator] = makePlan(over).indicators
  if (!indicator) throw new Error('no indicator')
  return computePath(indicator, parseDay(asOf))
}
const at = (path: ReturnType<typeof pathOf>, period: string) => plannedAt(path, parsePeriod(period))?.value

describe('path', () => {
  test('the share of GDP: 44.6333 in 2019, 51 in 2021, straight between the targets', () => {
    const path = pathOf({})
    expect(at(path, '2019')).toBeCloseTo(44.6333, 4)
    expect(at(path, '2020')).toBe(47)
    expect(at(path, '2021')).toBe(51)
    expect(at(path, '2016')).toBeUndefined()
    expect(at(path, '2024')).toBe(55)
  })

  test('year-ends are the knots of a path that is continuous in time', () => {
    expect(at(pathOf({}), '2020-06')).toBeCloseTo(44.6333 + (47 - 44.6333) / 2, 3)
    expect(at(pathOf({}), '2020-12')).toBe(47)
  })

  test('a value set by hand counts from the day it became known, and never beside a target of its period', () => {
    const milestones = [
      { period: '2018', comparator: '=', value: 473, known: '2018-10-31', source: '工作要点' },
      { period: '2020', comparator: '=', value: 700, known: '2018-10-31', source: '工作要点' },
    ]
    const over = {
      kind: 'flow',
      baseline: { period: '2017', value: 400, source: { document: 'd' } },
      milestones,
      targets: [target('2020', 800), target('2022', 900)],
    }
    expect(at(pathOf(over, '2018-10-30'), '2018')).toBeCloseTo(400 * 2 ** (1 / 3), 9)
    expect(at(pathOf(over, '2018-10-31'), '2018')).toBe(473)
    expect(at(pathOf(over), '2020')).toBe(800)
  })

  test('any path of either shape passes exactly through baseline and every target', () => {
    const value = fc.double({ min: -1e6, max: 1e6, noNaN: true })
    const arbitrary = fc.record({
      shape: fc.constantFrom('linear', 'geometric'),
      base: value,
      steps: fc.array(fc.record({ years: fc.integer({ min: 1, max: 4 }), value }), {
        minLength: 1,
        maxLength: 5,
      }),
    })
    fc.assert(
      fc.property(arbitrary, ({ shape, base, steps }) => {
        let year = 2017
        const targets = steps.map((s) => target(String((year += s.years)), s.value))
        const path = pathOf({
          path: shape,
          baseline: { period: '2017', value: base, source: { document: 'd' } },
          targets,
        })
        expect(at(path, '2017')).toBe(base)
        for (const t of targets) expect(at(path, t.period)).toBe(t.value)
      }),
    )
  })
})

const vectors = new URL(
  '../../../shared/anchors/progress/milestone_2017_2020_2022_vectors.json',
  import.meta.url,
)

test.skipIf(!existsSync(vectors))('published vectors of the 2017/2020/2022 frame', () => {
  const { milestone_paths: paths } = JSON.parse(readFileSync(vectors, 'utf8'))
  expect(paths.length).toBeGreaterThan(10)
  for (const one of paths) {
    const targets = Object.entries(one.targets).map(([period, value]) => target(period, Number(value)))
    const path = pathOf({
      path: one.interpolation,
      direction: one.direction > 0 ? 'rise' : 'fall',
      baseline: { period: String(one.baseline_year), value: one.baseline, source: { document: 'd' } },
      targets,
    })
    for (const [year, value] of Object.entries(one.milestones))
      expect(plannedAt(path, yearPeriod(Number(year)))?.value).toBeCloseTo(Number(value), 8)
  }
})
