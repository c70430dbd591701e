/** Knows the verdicts that must come out, from figures that were really published. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Light } from '../../indicators/light.ts'
import { judge, makePlan, target, type Said } from './make-plan.ts'

const SHARE: Said[] = [
  { period: '2019', value: 43.3, known: '2020-11-03' },
  { period: '2020', value: 46.8, known: '2021-07-05' },
  { period: '2021', value: 48.6, known: '2022-07-12' },
  { period: '2022', value: 50.57, known: '2023-12-31' },
]
const source = { document: 'd' }

describe('数字经济增加值占 GDP 比重', () => {
  test.each([
    ['2020-11-03', '2019', 71.83, 97.01, 'yellow'],
    ['2021-07-05', '2020', 97.18, 99.57, 'blue'],
    ['2022-07-12', '2021', 78.38, 95.29, 'yellow'],
    ['2023-12-31', '2022', 70.66, 91.95, 'yellow'],
  ])('as of %s', (asOf, period, progress, level, light) => {
    const a = judge(makePlan(), SHARE, asOf)
    expect([a.period, a.light]).toEqual([period, light])
    expect(a.progress).toBeCloseTo(progress, 2)
    expect(a.level).toBeCloseTo(level, 2)
    expect(a.class).toBe(light === 'blue' ? 'as_expected' : 'behind')
  })

  test('growth needed to the next target, and what would reach the next light', () => {
    const a = judge(makePlan(), SHARE, '2020-11-03')
    expect(a.nextTarget?.neededGrowth).toBeCloseTo(8.545, 3)
    expect(a.lastTarget?.neededGrowth).toBeCloseTo(((55 / 43.3) ** (1 / 3) - 1) * 100, 9)
    expect(a.derivation.zh).toContain('达到蓝需 ＞ 44.16')
    expect(a.derivation.zh).toContain('达到绿需 ≥ 44.6333')
  })

  test('the day before it was published nothing was known', () => {
    const a = judge(makePlan(), SHARE, '2020-11-02')
    expect([a.light, a.value, a.class]).toEqual(['grey', null, 'no_data'])
  })

  test('a year asks for its own value, whatever came later', () => {
    expect(judge(makePlan(), SHARE, '2026-01-01', 2020).progress).toBeCloseTo(97.18, 2)
    expect(judge(makePlan(), SHARE, '2026-01-01', 2018).reasons[0]?.zh).toContain('2018年没有全年数')
  })

  test('a last value grows too old to speak for today, but the last target year stays', () => {
    expect(judge(makePlan(), SHARE.slice(0, 1), '2021-12-31').light).toBe('yellow')
    const old = judge(makePlan(), SHARE.slice(0, 1), '2022-01-01')
    expect([old.light, old.value?.value]).toEqual(['grey', 43.3])
    expect(judge(makePlan(), SHARE, '2030-01-01').light).toBe('yellow')
  })
})

describe('a year to date', () => {
  const plan = makePlan({
    kind: 'flow',
    unit: '亿元',
    frequency: 'month',
    baseline: { period: '2017', value: 7905, source },
    targets: [target('2020', 11500), target('2022', 15000)],
  })
  const november: Said = {
    period: '2020-11',
    value: 9863.6,
    known: '2020-12-31',
    measure: 'ytd',
    status: 'flash',
  }

  test('without past years it is laid beside month/12 and says so', () => {
    const a = judge(plan, [november], '2020-12-31')
    expect(a.planned?.value).toBeCloseTo((11500 * 11) / 12, 9)
    expect(a.progress).toBeCloseTo((((9863.6 * 12) / 11 - 7905) / (11500 - 7905)) * 100, 9)
    expect(a.reasons.some((r) => r.zh.includes('均匀假定'))).toBe(true)
  })

  test('with past years it takes the median share, up to five of them', () => {
    const shares = [0.5, 0.9, 0.8, 0.88, 0.86, 0.9]
    const past = shares.flatMap((share, i): Said[] => [
      { period: String(2014 + i), value: 1000, known: '2020-01-31', measure: 'current' },
      { period: `${2014 + i}-11`, value: 1000 * share, known: '2020-01-31', measure: 'ytd' },
    ])
    expect(judge(plan, [...past, november], '2020-12-31').planned?.value).toBeCloseTo(11500 * 0.88, 9)
  })
})

describe('口径', () => {
  test('a series on another scope is shown, not judged', () => {
    const formula = {
      kind: 'reported',
      variable: 'x',
      comparability: { state: 'review', reason: '2018年为软件业务收入，低于基数' },
    }
    const plan = makePlan({
      kind: 'flow',
      formula,
      baseline: { period: '2017', value: 5543, source },
      targets: [target('2020', 8000), target('2022', 10000)],
    })
    const a = judge(
      plan,
      [{ period: '2018', value: 5200.6, known: '2019-09-30', measure: 'current' }],
      '2019-12-31',
    )
    expect([a.light, a.class, a.value?.value]).toEqual(['grey', 'scope_review', 5200.6])
    expect(a.reasons[0]?.zh).toContain('低于基数')
  })

  const ratio = (onDenominatorRevision: string) =>
    makePlan({
      baseline: { period: '2017', value: 70.8, source },
      targets: [target('2020', 76, '>='), target('2022', 80, '>=')],
      formula: {
        kind: 'ratio',
        reported: 'rate',
        numerator: 'users',
        denominator: 'people',
        scale: 100,
        onDenominatorRevision,
        reason: '…',
      },
    })
  const said: Said[] = [
    { variable: 'rate', period: '2019', value: 80.9, known: '2020-06-30' },
    { variable: 'users', period: '2019', value: 4729, known: '2020-06-30' },
    { variable: 'people', period: '2019', value: 5846, known: '2020-06-30' },
    { variable: 'people', period: '2019', value: 6375, known: '2021-12-31', status: 'census_revision' },
  ]

  test('互联网普及率 is green until the census changes the population, then under review with both figures', () => {
    expect(judge(ratio('review'), said, '2021-11-30')).toMatchObject({
      light: 'green',
      class: 'achieved_early',
    })
    const after = judge(ratio('review'), said, '2021-12-31')
    expect([after.light, after.class, after.value?.value]).toEqual(['grey', 'scope_review', 80.9])
    expect(after.reasons.map((r) => r.zh).join()).toContain('74.1804')
  })

  test('a pinned ratio keeps its light and names every vintage', () => {
    const after = judge(ratio('keep'), said, '2021-12-31')
    expect([after.light, after.value?.alternatives.length]).toEqual(['green', 1])
  })

  test('a ratio is pinned to the denominator known on the day of its numerator', () => {
    const [, users, people, census] = said
    const a = judge(
      ratio('keep'),
      [users, people, census].filter((s) => s !== undefined),
      '2022-01-01',
    )
    expect(a.value?.value).toBeCloseTo((4729 / 5846) * 100, 12)
  })

  test('a value that has only the revised denominator carries the doubt', () => {
    const [, users, , census] = said
    expect(
      judge(
        ratio('review'),
        [users, census].filter((s) => s !== undefined),
        '2022-01-01',
      ).class,
    ).toBe('scope_review')
  })
})

test('a region for which the plan sets no target is shown and not judged', () => {
  const a = judge(makePlan({}, { region: '330100' }), SHARE, '2020-11-03')
  expect([a.value?.value, a.planned, a.light, a.progress]).toEqual([43.3, null, 'grey', null])
  expect(a.reasons[0]?.zh).toContain('没有给本地区定目标')
})

test('a lower bound is used as one and says so', () => {
  const plan = makePlan({
    kind: 'stock',
    baseline: { period: '2017', value: 18, source },
    targets: [target('2020', 40), target('2022', 50)],
  })
  const a = judge(plan, [{ period: '2019', value: 35, known: '2020-01-18', bound: 'lower' }], '2020-02-01')
  expect([a.light, a.value?.bound]).toEqual(['green', 'lower'])
  expect(a.reasons.some((r) => r.zh.includes('下限'))).toBe(true)
})

const RANK: Record<Light, number> = { green: 4, blue: 3, yellow: 2, red: 1, grey: 0 }
/** A figure as documents print them, with up to three decimals: none prints 5e-324, whose ratios leave what a double holds. */
const number = fc.integer({ min: -1e8, max: 1e8 }).map((thousandths) => thousandths / 1000)
const anyPlan = fc
  .record({
    kind: fc.constantFrom('flow', 'stock', 'ratio', 'growth'),
    direction: fc.constantFrom('rise', 'fall'),
    path: fc.constantFrom('linear', 'geometric'),
    base: fc.option(number, { nil: undefined }),
    goals: fc.tuple(number, number),
    byHand: fc.option(number, { nil: undefined }),
  })
  .map(({ base, goals, byHand, ...rest }) =>
    makePlan({
      ...rest,
      baseline: base === undefined ? undefined : { period: '2017', value: base, source },
      targets: [target('2020', goals[0]), target('2022', goals[1])],
      milestones:
        byHand === undefined
          ? []
          : [{ period: '2021', comparator: '=', value: byHand, known: '2019-01-01', source: 's' }],
    }),
  )
const measured = (plan: ReturnType<typeof makePlan>) =>
  plan.indicators[0]?.kind === 'flow' ? 'current' : 'end'

describe('properties of every path', () => {
  test('meeting a target or a value set by hand exactly is green', () => {
    fc.assert(
      fc.property(anyPlan, (plan) => {
        const [one] = plan.indicators
        for (const knot of [...(one?.targets ?? []), ...(one?.milestones ?? [])]) {
          const said: Said[] = [
            { period: knot.period, value: knot.value, known: '2022-12-31', measure: measured(plan) },
          ]
          expect(judge(plan, said, '2022-12-31').light).toBe('green')
        }
      }),
    )
  })

  test('a better value never gives a worse light', () => {
    fc.assert(
      fc.property(
        anyPlan,
        fc.constantFrom('2020', '2021', '2022'),
        fc.tuple(number, number),
        (plan, period, pair) => {
          const rising = plan.indicators[0]?.direction === 'rise'
          const [low, high] = pair.toSorted((a, b) => (rising ? a - b : b - a))
          const lightOf = (value: number | undefined) =>
            judge(
              plan,
              [{ period, value: value ?? 0, known: '2022-12-31', measure: measured(plan) }],
              '2023-01-01',
            ).light
          const [worse, better] = [lightOf(low), lightOf(high)]
          expect(RANK[better]).toBeGreaterThanOrEqual(RANK[worse])
        },
      ),
      { numRuns: 500 },
    )
  })
})
