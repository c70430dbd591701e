/** Knows what a recipient is told, and that he is told everything once and no end without a beginning. */
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  composeDigest,
  DIGEST_SECTIONS,
  type DigestInput,
  type DigestSection,
} from '../../indicators/digest.ts'
import type { Told } from '../../indicators/digest-line.ts'
import type { MissingReport } from '../../indicators/digest-missing.ts'
import { parseMoment } from '../../indicators/moment.ts'
import { parseDay, parsePeriod } from '../../indicators/period.ts'
import type { Submission } from '../../indicators/submission.ts'
import { text } from '../../indicators/text.ts'
import type { WarningLevel, WarningState } from '../../indicators/warnings/warning.ts'
import { parseWeek } from '../../indicators/week.ts'
import { parseReportingUnitCode } from '../../indicators/codes.ts'
import { bureau, eventOf, plan, share2019, unitRecipient, warningOn, withoutValue } from './sample.ts'

const input = (changes: Partial<DigestInput>): DigestInput => ({
  plan,
  recipient: bureau,
  week: parseWeek('2020-W45'),
  assessments: [share2019(), withoutValue('cnc_rate')],
  warnings: [],
  lastTold: new Map(),
  submissions: [],
  missing: [],
  contact: undefined,
  lastWeek: null,
  regions: [],
  ...changes,
})
const told = (entries: Record<string, [WarningLevel, WarningState]>): Map<string, Told> =>
  new Map(Object.entries(entries).map(([number, [level, state]]) => [number, { level, state }]))
const numbersIn = (digest: ReturnType<typeof composeDigest>, section: DigestSection): string[] =>
  digest.sections[section].map((line) => line.number)

test('a warning stands in the section of what happened since this recipient was last told', () => {
  const share = 'digital_economy_gdp_share'
  const digest = composeDigest(
    input({
      warnings: [
        warningOn(share, { number: 'new' }),
        warningOn(share, { number: 'worse', level: 'red' }),
        warningOn(share, { number: 'eased' }),
        warningOn(share, { number: 'same', openedAt: parseDay('2020-10-14') }),
        warningOn(share, { number: 'over', state: 'closed' }),
        warningOn(share, { number: 'undone', state: 'withdrawn' }),
        warningOn(share, { number: 'over-unheard', state: 'closed' }),
        warningOn(share, { number: 'over-told', state: 'closed' }),
        warningOn(share, { number: 'silent', state: 'silenced' }),
        warningOn(share, { number: 'again' }),
      ],
      lastTold: told({
        worse: ['yellow', 'opened'],
        eased: ['red', 'explained'],
        same: ['yellow', 'opened'],
        over: ['yellow', 'reviewed'],
        undone: ['yellow', 'opened'],
        'over-told': ['yellow', 'closed'],
        again: ['yellow', 'closed'],
      }),
    }),
  )
  expect(numbersIn(digest, 'new')).toEqual(['again', 'new'])
  expect(numbersIn(digest, 'worse')).toEqual(['worse'])
  expect(numbersIn(digest, 'eased')).toEqual(['eased'])
  expect(numbersIn(digest, 'continuing')).toEqual(['same'])
  expect(numbersIn(digest, 'ended')).toEqual(['over'])
  expect(numbersIn(digest, 'withdrawn')).toEqual(['undone'])
  expect(digest.silenced.map((s) => s.number)).toEqual(['silent'])
  expect(digest.sections.continuing[0]?.ageWeeks).toBe(3)
  expect(digest.sections.worse[0]?.levelBefore).toBe('yellow')
  expect(digest.told.has('over-unheard')).toBe(false)
  expect(digest.told.has('silent')).toBe(false)
  expect(digest.told.get('worse')).toEqual({ level: 'red', state: 'opened' })
})

const level = fc.constantFrom<WarningLevel>('yellow', 'red')
const state = fc.constantFrom<WarningState>(
  'opened',
  'acknowledged',
  'explained',
  'reviewed',
  'silenced',
  'withdrawn',
  'closed',
)

test('the week after, nothing is news that was told; an end is told once, and only to who heard of the beginning', () => {
  const life = fc.array(fc.tuple(level, state), { minLength: 1, maxLength: 12 })
  fc.assert(
    fc.property(life, (steps) => {
      let lastTold: ReadonlyMap<string, Told> = new Map()
      let open = false
      for (const [level, state] of steps) {
        const warnings = [warningOn('digital_economy_va', { number: 'n', level, state })]
        const digest = composeDigest(input({ warnings, lastTold }))
        const ends = digest.sections.ended.length + digest.sections.withdrawn.length
        expect(ends).toBe(open && (state === 'closed' || state === 'withdrawn') ? 1 : 0)
        if (digest.sections.new.length > 0) open = true
        if (ends > 0) open = false
        const week = parseWeek('2020-W46')
        const again = composeDigest(input({ warnings, lastTold: digest.told, week }))
        expect(again.occasion).toBe('none')
        expect(again.told).toEqual(digest.told)
        lastTold = digest.told
      }
    }),
  )
})

test('a line carries the figures, the reason, the duty with its day, and who is responsible', () => {
  const warnings = [warningOn('digital_economy_gdp_share', { number: '2020-0007' })]
  const [line] = composeDigest(input({ warnings })).sections.new
  expect(line?.figures?.value.value).toBe(43.3)
  expect(line?.figures?.planned?.value).toBeCloseTo(44.6333, 4)
  expect(line?.figures?.progress).toBeCloseTo(71.83, 2)
  expect(line?.figures?.level).toBeCloseTo(97.01, 2)
  expect(line?.reason?.zh).toContain('落后 28.17 个百分点')
  expect(line?.duty).toEqual({ kind: 'acknowledge', by: '2020-11-13', overdue: 0 })
  expect(line?.responsible).toEqual(['省统计局'])
})

describe('duties', () => {
  test.each([
    ['opened', 'acknowledge', 15],
    ['acknowledged', 'explain', 15],
    ['explained', 'review', 0],
    ['reviewed', undefined, undefined],
  ] as const)('%s', (state, kind, overdue) => {
    const warnings = [
      warningOn('digital_economy_va', { number: 'n', state, replyBy: parseDay('2020-10-24') }),
    ]
    const [line] = composeDigest(input({ warnings })).sections.new
    expect([line?.duty?.kind, line?.duty?.overdue]).toEqual([kind, overdue])
  })
})

test('a withdrawal is told with both vintages, the reasons of its last event', () => {
  const reasons = [text('原值 43.3（初步）', ''), text('修订值 44.9（核实）', '')]
  const warnings = [
    warningOn('digital_economy_gdp_share', {
      number: 'n',
      state: 'withdrawn',
      events: [eventOf('withdrawn', '2020-11-05', { reasons })],
    }),
  ]
  const digest = composeDigest(input({ warnings, lastTold: told({ n: ['yellow', 'opened'] }) }))
  expect(digest.sections.withdrawn[0]?.reason?.zh).toBe('原值 43.3（初步）；修订值 44.9（核实）')
})

test('red stands before yellow, then the order of the plan', () => {
  const warnings = [
    warningOn('cloud_firms', { number: 'c' }),
    warningOn('fibre_user_rate', { number: 'b', level: 'red' }),
    warningOn('digital_economy_va', { number: 'z' }),
  ]
  expect(numbersIn(composeDigest(input({ warnings })), 'new')).toEqual(['b', 'z', 'c'])
})

const submission = (unit: string, outcome: Submission['outcome']): Submission => ({
  id: unit + outcome,
  file: `${unit}.xlsx`,
  sha256: '',
  unit: parseReportingUnitCode(unit),
  form: null,
  forms: [],
  formVersion: null,
  period: null,
  known: parseDay('2020-11-04'),
  outcome,
  counts: { read: 0, accepted: 0, rejected: 0, unchanged: 0 },
  findings: [
    {
      rule: 'read.number',
      class: 'mandatory',
      sheet: '表1',
      cell: 'C7',
      found: '约3千',
      expected: text('数值', 'a number'),
    },
  ],
})

test('a reporting unit hears only of its own warnings, indicators and files', () => {
  const everything = {
    warnings: [
      warningOn('digital_economy_va', { number: 'stats' }),
      warningOn('cloud_firms', { number: 'jxt' }),
    ],
    submissions: [submission('zj-stats', 'accepted'), submission('zj-jxt', 'returned')],
  }
  const own = composeDigest(input({ ...everything, recipient: unitRecipient('zj-jxt') }))
  expect(numbersIn(own, 'new')).toEqual(['jxt'])
  expect(own.lights).toEqual({ green: 0, blue: 0, yellow: 0, red: 0, grey: 1 })
  expect(own.grey).toEqual([
    { name: '重点工业企业装备数控化率', reason: withoutValue('cnc_rate').reasons[0] },
  ])
  expect(own.submissions).toEqual({
    received: 1,
    open: [
      {
        file: 'zj-jxt.xlsx',
        unit: '省经信委',
        outcome: 'returned',
        reason: text('表1!C7 发现「约3千」，应为数值', '表1!C7 found “约3千”, expected a number'),
      },
    ],
  })
  const all = composeDigest(input(everything))
  expect(numbersIn(all, 'new')).toEqual(['stats', 'jxt'])
  expect(all.submissions.received).toBe(2)
})

test('a recipient on a higher step hears of a warning from its escalation on', () => {
  const upper = { ...bureau, step: 1 }
  const fresh = warningOn('digital_economy_va', { number: 'n', level: 'red' })
  expect(composeDigest(input({ warnings: [fresh], recipient: upper })).occasion).toBe('none')
  const escalated = { ...fresh, step: 1, events: [eventOf('escalated', '2020-11-04')] }
  const digest = composeDigest(input({ warnings: [escalated], recipient: upper }))
  expect(digest.sections.new.map((l) => l.escalated)).toEqual([true])
  const known = composeDigest(input({ warnings: [escalated], lastTold: told({ n: ['red', 'opened'] }) }))
  expect([numbersIn(known, 'continuing'), known.occasion]).toEqual([['n'], 'news'])
})

test('a scope under review shows its figure and no degree of fulfilment; made-up figures are marked', () => {
  const review = { ...share2019(), light: 'grey', class: 'scope_review' } as const
  const value = review.value && { ...review.value, synthetic: true }
  const digest = composeDigest(
    input({
      assessments: [{ ...review, value }],
      warnings: [warningOn('digital_economy_gdp_share', { number: 'n', kind: 'scope-change' })],
    }),
  )
  const figures = digest.sections.new[0]?.figures
  expect([figures?.value.value, figures?.progress, figures?.level]).toEqual([43.3, null, null])
  expect(figures?.lightWord.zh).toBe('口径变动待核')
  expect(digest.synthetic).toBe(true)
})

test('without warnings there is no news, and every section is empty', () => {
  const digest = composeDigest(input({}))
  expect(digest.occasion).toBe('none')
  expect(Object.keys(digest.sections)).toEqual(Object.keys(DIGEST_SECTIONS))
  expect(Object.values(digest.sections).flat()).toEqual([])
})

describe('what is no warning', () => {
  const report = (unit: string, due: string, changes: Partial<MissingReport> = {}): MissingReport => ({
    unit: { code: parseReportingUnitCode(unit), name: unit },
    form: '月报表',
    period: parsePeriod('2020-09'),
    due: parseMoment(due),
    timeliness: 'missing',
    daysLate: 1,
    ...changes,
  })
  const missing = [
    report('zj-jxt', '2020-11-05T18:00'),
    report('zj-stats', '2020-11-02T00:00'),
    report('zj-jxt', '2020-11-01T24:00'),
  ]

  test('a report whose deadline passed in the week is news to its unit and to the bureau, one of before is not', () => {
    const whole = composeDigest(input({ missing }))
    expect([whole.missing.fresh.length, whole.missing.older.length, whole.occasion]).toEqual([2, 1, 'news'])
    const jxt = unitRecipient('zj-jxt')
    const own = composeDigest(input({ missing, recipient: jxt }))
    expect(own.missing.fresh.map((r) => r.due)).toEqual(['2020-11-05T18:00'])
    const before = composeDigest(input({ missing: missing.slice(2), recipient: jxt }))
    expect([before.missing.older.length, before.occasion]).toEqual([1, 'none'])
  })

  test('a silence is news in the week in which it begins', () => {
    const silenced = warningOn('digital_economy_gdp_share', { number: 'n', state: 'silenced' })
    expect(composeDigest(input({ warnings: [silenced] })).occasion).toBe('news')
    const later = composeDigest(input({ warnings: [silenced], week: parseWeek('2020-W46') }))
    expect([later.silenced.length, later.occasion]).toEqual([1, 'none'])
  })

  test.each([
    [undefined, null, 'none'],
    [1, null, 'quiet'],
    [1, '2020-W44', 'quiet'],
    [3, '2020-W43', 'none'],
    [3, '2020-W42', 'quiet'],
  ] as const)('quiet weeks %s, last written to in %s: %s', (quietWeeks, last, occasion) => {
    const recipient = quietWeeks === undefined ? bureau : { ...bureau, quietWeeks }
    const lastWeek = last === null ? null : parseWeek(last)
    expect(composeDigest(input({ recipient, lastWeek })).occasion).toBe(occasion)
  })
})
