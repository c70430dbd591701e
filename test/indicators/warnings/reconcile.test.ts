/** Knows how a warning must live: replayed day by day from figures, never from made-up events. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parsePlanCode, parseIndicatorCode } from '../../../indicators/codes.ts'
import { parseDay, yearPeriod } from '../../../indicators/period.ts'
import type { Plan } from '../../../indicators/plan.ts'
import { SIGN_READERS } from '../../../indicators/warnings/index.ts'
import { reconcileWarning } from '../../../indicators/warnings/reconcile.ts'
import type { Sign } from '../../../indicators/warnings/sign.ts'
import { computeStanding } from '../../../indicators/warnings/standing.ts'
import { foldWarning } from '../../../indicators/warnings/warning-log.ts'
import type { WarningEvent, WarningKind } from '../../../indicators/warnings/warning.ts'
import { text } from '../../../indicators/text.ts'
import { history, makePlan, REGION, type Said } from '../make-plan.ts'

const RULES = makePlan().warningRules

const readSigns = (
  kind: WarningKind,
  plan: Plan,
  { said, known }: { said: readonly Said[]; known: string },
) =>
  SIGN_READERS.filter((r) => r.kind === kind).flatMap((r) =>
    r.read(history(plan, said, known), { rules: RULES, reports: [] }),
  )

/** Replays a story on each of its days and returns the log. */
const replay = (
  plan: Plan,
  said: readonly Said[],
  { kind = 'behind-path', top = 2 }: { readonly kind?: WarningKind; readonly top?: number } = {},
): WarningEvent[] => {
  const subject = {
    plan: parsePlanCode('test-plan'),
    indicator: parseIndicatorCode('x'),
    region: REGION,
    kind,
  }
  const log: WarningEvent[] = []
  for (const known of [...new Set(said.map((s) => s.known))].toSorted()) {
    const on = parseDay(known)
    for (const _ of [1, 2]) {
      const numbers = [...new Set(log.map((e) => e.warning))]
      const number = numbers.at(-1) ?? 'W1'
      const own = log.filter((e) => e.warning === number)
      const warning = foldWarning(
        { subject, number, replyBy: on, responsible: [], events: own },
        { plan, asOf: on },
      )
      const events = reconcileWarning({
        signs: readSigns(kind, plan, { said, known }),
        rules: RULES,
        warning,
        on,
        top,
      })
      for (const event of events) {
        const fresh = event.kind === 'opened'
        log.push({
          ...event,
          at: null,
          warning: fresh ? `W${numbers.length + 1}` : number,
          sequence: fresh ? 1 : log.filter((e) => e.warning === number).length + 1,
        })
      }
    }
  }
  return log
}
const told = (log: readonly WarningEvent[]) => log.map((e) => `${e.on} ${e.kind} ${e.level} ${e.period}`)

const annual = (year: number, value: number, over: Partial<Said> = {}): Said => ({
  period: String(year),
  value,
  known: `${year + 1}-07-01`,
  ...over,
})

describe('a warning replayed on the days of publication', () => {
  test('the share of GDP: opened two years before the end, never ended by one better year', () => {
    const log = replay(makePlan(), [
      { period: '2019', value: 43.3, known: '2020-11-03' },
      { period: '2020', value: 46.8, known: '2021-07-05' },
      { period: '2021', value: 48.6, known: '2022-07-12' },
      { period: '2022', value: 50.57, known: '2023-12-31' },
    ])
    expect(told(log)).toEqual([
      '2020-11-03 opened yellow 2019',
      '2021-07-05 continued yellow 2020',
      '2022-07-12 continued yellow 2021',
      '2023-12-31 continued yellow 2022',
    ])
  })

  const flat = makePlan({
    baseline: { period: '2010', value: 0, source: { document: 'd' } },
    targets: [{ period: '2020', comparator: '=', value: 100, printed: '100', source: { document: 'd' } }],
    path: 'linear',
  })
  const behind = (year: number, points: number, over: Partial<Said> = {}) =>
    annual(year, (year - 2010) * 10 * (1 - points / 100), over)

  test('two good years close it; a red that is made good becomes yellow first', () => {
    expect(
      told(
        replay(flat, [behind(2011, 40), behind(2012, 0), behind(2013, 0), behind(2014, 0), behind(2015, 0)]),
      ),
    ).toEqual([
      '2012-07-01 opened red 2011',
      '2013-07-01 continued red 2012',
      '2014-07-01 eased yellow 2013',
      '2015-07-01 continued yellow 2014',
      '2016-07-01 closed yellow 2015',
    ])
  })

  test('a flash figure raises and does not close', () => {
    const flash = { status: 'flash' } as const
    expect(
      told(replay(flat, [behind(2011, 15, flash), behind(2012, 0), behind(2013, 0, flash)])).at(-1),
    ).toBe('2014-07-01 continued yellow 2013')
  })

  test('a revision of the very figure withdraws the warning; a missing year does not', () => {
    expect(
      told(replay(flat, [behind(2011, 15), { ...behind(2011, 0), known: '2012-09-01', status: 'final' }])),
    ).toEqual(['2012-07-01 opened yellow 2011', '2012-09-01 withdrawn yellow 2011'])
  })

  test('a good figure that does not yet lower the warning says what it waits for', () => {
    const log = replay(flat, [behind(2011, 50), behind(2012, 0, { status: 'flash' })])
    expect(told(log).at(-1)).toContain('continued red 2012')
    expect(log.at(-1)?.reasons[0]?.zh).toMatch(
      /，达到进度；须连续 2 期如此，预警才减轻；快报不能解除预警，待核实数据$/,
    )
    const firm = replay(flat, [behind(2011, 50), behind(2012, 0, { status: 'final' })])
    expect(firm.at(-1)?.reasons[0]?.zh).toMatch(/，达到进度；须连续 2 期如此，预警才减轻$/)
    const still = replay(flat, [behind(2011, 50), behind(2012, 50)])
    expect(still.at(-1)?.reasons[0]?.zh).not.toContain('减轻')
  })

  test('three periods in a row at red go one step up', () => {
    const kinds = replay(
      flat,
      [2011, 2012, 2013, 2014].map((y) => behind(y, 50)),
    ).map((e) => e.kind)
    expect(kinds).toEqual(['opened', 'continued', 'escalated', 'continued'])
  })

  test('six go two steps up, as far as someone stands; above the last step the log says nothing', () => {
    const six = [2011, 2012, 2013, 2014, 2015, 2016].map((y) => behind(y, 50))
    const kinds = (top: number) => replay(flat, six, { top }).map((e) => e.kind)
    expect(kinds(2)).toEqual(['opened', 'continued', 'escalated', 'continued', 'continued', 'escalated'])
    expect(kinds(1)).toEqual(['opened', 'continued', 'escalated', 'continued', 'continued', 'continued'])
    expect(kinds(0).filter((kind) => kind === 'escalated')).toEqual([])
    const late = replay(
      flat,
      six.map((one) => ({ ...one, known: '2018-01-01' })),
      { top: 1 },
    )
    expect(late.map((e) => e.kind)).toEqual(['opened', 'escalated'])
  })

  test('reversal, stalled, large revision and scope change raise their own kinds', () => {
    expect(told(replay(flat, [annual(2011, 12), annual(2012, 11)], { kind: 'reversal' }))).toEqual([
      '2013-07-01 opened yellow 2012',
    ])
    expect(
      told(
        replay(flat, [annual(2018, 70), { ...annual(2018, 78), known: '2020-01-01' }], {
          kind: 'large-revision',
        }),
      ),
    ).toEqual(['2020-01-01 opened yellow 2018'])
    const share: Said[] = [annual(2019, 43.3), annual(2020, 46.8)]
    expect(told(replay(makePlan(), share, { kind: 'stalled' }))).toEqual(['2021-07-01 opened yellow 2020'])
    const doubted = makePlan({
      formula: { kind: 'reported', variable: 'x', comparability: { state: 'review', reason: '…' } },
    })
    expect(told(replay(doubted, share, { kind: 'scope-change' }))[0]).toBe('2020-07-01 opened yellow 2019')
    expect(replay(doubted, share)).toEqual([])
  })
})

const sign = (level: Sign['level'], index: number): Sign => ({
  period: yearPeriod(2000 + index),
  level,
  firm: true,
  reasons: [],
  derivation: text('', ''),
})

describe('hysteresis', () => {
  test('the level is never below the newest sign, and falls one step at a time', () => {
    const rank = { red: 2, yellow: 1 }
    const rankOf = (level: 'red' | 'yellow' | null) => (level === null ? 0 : rank[level])
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('red', 'yellow', null, 'unknown'), { minLength: 1, maxLength: 30 }),
        (levels) => {
          const signs = levels.map(sign)
          const after = signs.map((_, i) => rankOf(computeStanding(signs.slice(0, i + 1), RULES).level))
          levels.forEach((level, i) => {
            const before = after[i - 1] ?? 0
            const now = after[i] ?? 0
            if (level === 'unknown') return expect(now).toBe(before)
            expect(now).toBeGreaterThanOrEqual(rankOf(level))
            expect(now - before).toBeGreaterThanOrEqual(-1)
            const last = levels.slice(0, i).findLast((l) => l !== 'unknown')
            if (now < before) expect(rankOf(last ?? null)).toBeLessThan(before)
          })
        },
      ),
    )
  })
})

test('a warning that opens on an earlier figure says of it why, and what is noted of both once', () => {
  const of = (index: number, level: Sign['level'], why: string): Sign => ({
    ...sign(level, index),
    reasons: [text(why, why), text('公布的是约数', 'a round figure')],
  })
  const signs = [of(1, 'yellow', '落后 20 个百分点'), of(2, null, '落后 5 个百分点')]
  const on = parseDay('2003-07-01')
  const [opened] = reconcileWarning({ signs, rules: RULES, warning: undefined, on, top: 1 })
  expect(opened?.reasons.map((r) => r.zh)).toEqual(['落后 20 个百分点', '落后 5 个百分点', '公布的是约数'])
})
