/** Knows what slots are: against a naive clock that looks at every minute, and against the calendar of real years. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { ScheduleEntry } from '../../../indicators/schedule.ts'
import { InputError } from '../../../indicators/input-error.ts'
import { checkSchedules, isAssumed, listSlots } from '../../../jobs/schedule/slots.ts'

const entryOf = (changes: Partial<ScheduleEntry>): ScheduleEntry => ({
  id: 'entry',
  work: 'judge',
  cron: '0 2 * * *',
  days: 'every',
  catchup: 'all',
  note: 'a test',
  ...changes,
})

const MINUTE = 60_000
const iso = (milliseconds: number): string => new Date(milliseconds).toISOString()
const instants = (entry: ScheduleEntry, after: string, until: string) =>
  listSlots(entry, { after, until }).map((slot) => slot.at)

/** Beijing has had no summer time since 1991: its wall is eight hours ahead, always. */
const wall = (milliseconds: number) => new Date(milliseconds + 8 * 60 * MINUTE)

interface Rule {
  readonly minute: number
  readonly hour: number | null
  readonly date: number | null
  readonly weekday: number | null
}
const cronOf = ({ minute, hour, date, weekday }: Rule) =>
  [minute, hour ?? '*', date ?? '*', '*', weekday ?? '*'].join(' ')

const matches = ({ minute, hour, date, weekday }: Rule, at: number): boolean => {
  const on = wall(at)
  const byDate = date === null || on.getUTCDate() === date
  const byWeekday = weekday === null || on.getUTCDay() === weekday
  const day = date !== null && weekday !== null ? byDate || byWeekday : byDate && byWeekday
  return on.getUTCMinutes() === minute && (hour === null || on.getUTCHours() === hour) && day
}

const naive = (rule: Rule, after: number, until: number): string[] => {
  const found: string[] = []
  for (let at = Math.ceil((after + 1) / MINUTE) * MINUTE; at <= until; at += MINUTE)
    if (matches(rule, at)) found.push(iso(at))
  return found
}

const rules = fc.record({
  minute: fc.integer({ min: 0, max: 59 }),
  hour: fc.option(fc.integer({ min: 0, max: 23 })),
  date: fc.option(fc.integer({ min: 1, max: 28 })),
  weekday: fc.option(fc.integer({ min: 0, max: 6 })),
})
const starts = fc.integer({ min: Date.UTC(1992, 0, 1), max: Date.UTC(2030, 0, 1) })
const spans = fc.oneof(
  fc.integer({ min: 0, max: 3 * 86_400_000 }),
  fc.integer({ min: 0, max: 40 * 86_400_000 }),
)

describe('the slots of a span', () => {
  test('are those that a look at every minute finds; the last alone where only the latest counts', () => {
    fc.assert(
      fc.property(rules, starts, spans, (rule, start, length) => {
        const [after, until] = [iso(start), iso(start + length)]
        const expected = naive(rule, start, start + length)
        expect(instants(entryOf({ cron: cronOf(rule) }), after, until)).toEqual(expected)
        expect(instants(entryOf({ cron: cronOf(rule), catchup: 'latest' }), after, until)).toEqual(
          expected.slice(-1),
        )
        const onTime = expected.filter((slot) => start + length - Date.parse(slot) <= 5 * MINUTE)
        expect(instants(entryOf({ cron: cronOf(rule), catchup: 'skip' }), after, until)).toEqual(onTime)
      }),
      { numRuns: 150 },
    )
  })

  test('cut anywhere, its two halves hold the same: none at the cut is lost or doubled', () => {
    fc.assert(
      fc.property(
        rules,
        starts,
        spans,
        fc.double({ min: 0, max: 1, noNaN: true }),
        (rule, start, length, cut) => {
          const entry = entryOf({ cron: cronOf(rule) })
          const middle = iso(start + Math.floor(length * cut))
          const whole = instants(entry, iso(start), iso(start + length))
          expect([
            ...instants(entry, iso(start), middle),
            ...instants(entry, middle, iso(start + length)),
          ]).toEqual(whole)
        },
      ),
      { numRuns: 150 },
    )
  })

  test('end with the instant itself and begin after the other', () => {
    const entry = entryOf({ cron: '30 8 * * *' })
    const at = '2020-11-03T00:30:00.000Z'
    expect(instants(entry, '2020-11-03T00:29:59.999Z', at)).toEqual([at])
    expect(instants(entry, at, '2020-11-04T00:29:59.999Z')).toEqual([])
    expect(instants(entry, at, at)).toEqual([])
    expect(instants(entry, '2020-11-04T00:00:00.000Z', at)).toEqual([])
  })
})

describe('working days', () => {
  const days = (entry: ScheduleEntry, from: string, to: string) =>
    listSlots(entry, { after: `${from}T00:00:00+08:00`, until: `${to}T15:59:59.000Z` }).map(
      (slot) => slot.day,
    )

  test('the first of the week moves behind holidays; a week off has none; a worked Sunday is not the first', () => {
    const digest = entryOf({ cron: '30 8 * * *', days: 'first-working-of-week' })
    // National Day 2018: 1 to 7 October off, a whole week; 29 and 30 September worked in exchange.
    expect(days(digest, '2018-09-24', '2018-10-14')).toEqual(['2018-09-25', '2018-10-08'])
    // Spring Festival 2020, lengthened to Sunday, 2 February.
    expect(days(digest, '2020-01-20', '2020-02-09')).toEqual(['2020-01-20', '2020-02-03'])
    // Labour Day 2020: Monday 4 and Tuesday 5 May off; Sunday 26 April worked.
    expect(days(digest, '2020-04-20', '2020-05-10')).toEqual(['2020-04-20', '2020-04-27', '2020-05-06'])
  })

  test('the first of the month passes over the holidays at its beginning', () => {
    const monthly = entryOf({ cron: '0 9 * 1,5,10 *', days: 'first-working-of-month' })
    expect(days(monthly, '2020-01-01', '2020-12-31')).toEqual(['2020-01-02', '2020-05-06', '2020-10-09'])
  })

  test('a worked Saturday is one', () => {
    const working = entryOf({ cron: '0 9 * * *', days: 'working' })
    expect(days(working, '2020-10-05', '2020-10-11')).toEqual(['2020-10-09', '2020-10-10'])
  })

  test('of a year whose holidays are not published are Monday to Friday, and it is said', () => {
    const working = entryOf({ cron: '0 9 * * *', days: 'working' })
    const slots = listSlots(working, {
      after: '2099-10-01T00:00:00+08:00',
      until: '2099-10-08T15:00:00.000Z',
    })
    expect(slots.map((slot) => slot.day)).toEqual([
      '2099-10-01',
      '2099-10-02',
      '2099-10-05',
      '2099-10-06',
      '2099-10-07',
      '2099-10-08',
    ])
    expect(slots.every((slot) => isAssumed(working, slot))).toBe(true)
    expect(slots.some((slot) => isAssumed(entryOf({}), slot))).toBe(false)
  })
})

test('expressions that are none, or never come, are all refused at once', () => {
  const wrong = ['61 * * * *', 'a b c d e', '0 8 31 2 *'].map((cron, n) => entryOf({ id: `e${n}`, cron }))
  const check = () => checkSchedules([entryOf({}), ...wrong])
  expect(check).toThrow(InputError)
  expect(check).toThrow(/e0\.cron[^]*e1\.cron[^]*e2\.cron/)
  expect(() => checkSchedules([entryOf({})])).not.toThrow()
})
