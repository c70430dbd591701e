/** Tests timeliness and reminders: worked cases, and what must hold for every order of runs and files. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseFormCode, parseReportingUnitCode } from '../../indicators/codes.ts'
import { composeDeadline, deadlineRuleSchema } from '../../indicators/deadline.ts'
import { addMomentDays, parseMoment, type Moment } from '../../indicators/moment.ts'
import { parsePeriod } from '../../indicators/period.ts'
import { planReminder, type Reminder, type SettledReminder } from '../../indicators/reminder.ts'
import { composeLeague, judgeTimeliness, type Delivery, type Standing } from '../../indicators/timeliness.ts'
import { isWorkingDay } from '../../jobs/schedule/workdays.ts'

const rule = deadlineRuleSchema.parse({
  form: 'zj-dept-monthly',
  opens: { months: 1, day: 1, hour: '08:00' },
  due: { months: 1, day: 12, hour: '18:00' },
  moves: 'next',
  reminders: { before: [3, 1], after: [1, 3], notice: { after: 5, term: 3 }, hour: '09:00' },
  from: '2020-01-01',
  source: 'test',
})
const UNIT = parseReportingUnitCode('zj-jxt')
// Due Wednesday 12 August 2020, 18:00, with no holiday near.
const deadline = composeDeadline(rule, parsePeriod('2020-07'), isWorkingDay)
const at = parseMoment

const delivery = (moment: string, outcome: Delivery['outcome'] = 'accepted'): Delivery => ({
  submission: `S-${moment}`,
  at: at(moment),
  outcome,
})
const judge = (now: string, ...deliveries: readonly Delivery[]) =>
  judgeTimeliness(deadline, UNIT, { deliveries, now: at(now) })

describe('in time or late', () => {
  test.each([
    ['before the opening', '2020-07-31T23:59', [], 'not-open', 0],
    ['nothing yet', '2020-08-12T18:00', [], 'open', 0],
    ['nothing after the deadline', '2020-08-14T09:00', [], 'missing', 2],
    ['in the last minute', '2020-08-20T00:00', [delivery('2020-08-12T18:00')], 'on-time', 0],
    ['a minute late', '2020-08-20T00:00', [delivery('2020-08-12T18:01')], 'late', 0],
    ['two days late', '2020-08-20T00:00', [delivery('2020-08-14T08:00')], 'late', 2],
    ['to explain is sent', '2020-08-20T00:00', [delivery('2020-08-11T08:00', 'to-explain')], 'on-time', 0],
    [
      'returned and not sent anew',
      '2020-08-20T00:00',
      [delivery('2020-08-11T08:00', 'returned')],
      'returned',
      8,
    ],
    ['refused', '2020-08-20T00:00', [delivery('2020-08-11T08:00', 'refused')], 'returned', 8],
    [
      'returned in time, sent anew late',
      '2020-08-20T00:00',
      [delivery('2020-08-11T08:00', 'returned'), delivery('2020-08-13T08:00')],
      'late',
      1,
    ],
    [
      'an improvement after the first does not make it late',
      '2020-08-20T00:00',
      [delivery('2020-08-18T08:00'), delivery('2020-08-11T08:00')],
      'on-time',
      0,
    ],
    [
      'a file of the future is not there yet',
      '2020-08-13T00:00',
      [delivery('2020-08-14T00:00')],
      'missing',
      1,
    ],
  ] as const)('%s', (_, now, deliveries, timeliness, daysLate) => {
    expect(judge(now, ...deliveries)).toMatchObject({ timeliness, daysLate })
  })
})

const run = (
  now: Moment,
  deliveries: readonly Delivery[],
  settled: readonly SettledReminder[],
): ReturnType<typeof planReminder> =>
  planReminder(
    { rule, deadline, standing: judgeTimeliness(deadline, UNIT, { deliveries, now }) },
    { settled, since: at('2020-01-01T00:00'), now, isWorkday: isWorkingDay },
  )

/** Runs at the given moments; a reminder that is sent is served at once. */
const simulate = (moments: readonly Moment[], deliveries: readonly Delivery[]) => {
  const settled: SettledReminder[] = []
  const sent: (Reminder & { on: Moment })[] = []
  for (const now of moments.toSorted()) {
    const { send, overtaken } = run(now, deliveries, settled)
    settled.push(...overtaken.map(({ stage }) => ({ stage, servedAt: null })))
    if (!send) continue
    settled.push({ stage: send.stage, servedAt: now })
    sent.push({ ...send, on: now })
  }
  return sent
}

const days = (from: string, count: number) =>
  Array.from({ length: count }, (_, i) => addMomentDays(at(from), i))

test('a silent unit is nudged twice, reminded twice, served the notice, and reported when its term is over', () => {
  const sent = simulate(days('2020-08-01T09:05', 40), [])
  expect(sent.map((r) => [r.on.slice(5), r.stage, r.term.slice(5)])).toEqual([
    ['08-07T09:05', 'nudge-3', '08-12T18:00'],
    ['08-11T09:05', 'nudge-1', '08-12T18:00'],
    ['08-13T09:05', 'reminder-1', '08-12T18:00'],
    ['08-17T09:05', 'reminder-3', '08-12T18:00'],
    ['08-19T09:05', 'notice', '08-24T18:00'],
    ['08-25T09:05', 'escalation', '08-24T18:00'],
  ])
})

test('after an outage only the last stage is sent, and no nudge after the deadline', () => {
  const late = days('2020-08-01T09:05', 6).concat(days('2020-08-18T09:05', 2))
  expect(simulate(late, []).map((r) => r.stage)).toEqual(['reminder-3', 'notice'])
  const justMissed = simulate([at('2020-08-12T19:00')], [])
  expect(justMissed).toEqual([])
})

test('the term of a notice runs from its service; one that was not served never escalates', () => {
  const now = at('2020-08-31T09:00')
  const others = ['nudge-3', 'nudge-1', 'reminder-1', 'reminder-3'].map((stage) => ({
    stage,
    servedAt: null,
  }))
  expect(run(now, [], [...others, { stage: 'notice', servedAt: null }]).send).toBeNull()
  const served = [...others, { stage: 'notice', servedAt: at('2020-08-27T10:00') }]
  expect(run(now, [], served).send).toBeNull()
  expect(run(at('2020-09-01T18:00'), [], served).send?.stage).toBe('escalation')
})

const moment = fc
  .tuple(fc.integer({ min: 0, max: 55 }), fc.integer({ min: 0, max: 1439 }))
  .map(([day, minute]) => {
    const hour = `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`
    return addMomentDays(at(`2020-07-20T${hour}`), day)
  })
const outcome = fc.constantFrom('accepted', 'to-explain', 'returned', 'refused', 'duplicate' as const)

test('every stage once, none early, one a run, none to a unit whose report holds', () => {
  const deliveries = fc.array(fc.record({ submission: fc.constant('S'), at: moment, outcome }), {
    maxLength: 4,
  })
  fc.assert(
    fc.property(fc.array(moment, { maxLength: 30 }), deliveries, (moments, files) => {
      const sent = simulate(moments, files)
      expect(new Set(sent.map((r) => r.stage)).size).toBe(sent.length)
      const runs = sent.map((r) => moments.filter((m) => m === r.on).length)
      expect(runs.every((n) => n >= 1)).toBe(true)
      for (const reminder of sent) {
        expect(reminder.on >= reminder.at).toBe(true)
        if (reminder.kind === 'nudge') expect(reminder.on <= deadline.due).toBe(true)
        else expect(reminder.on > deadline.due).toBe(true)
        const holding = files.filter(
          (f) => f.at <= reminder.on && (f.outcome === 'accepted' || f.outcome === 'to-explain'),
        )
        expect(holding).toEqual([])
      }
    }),
    { numRuns: 300 },
  )
})

test('the league: shares, equal ranks, and late reports of two years', () => {
  const standing = (
    unit: string,
    due: string,
    timeliness: Standing['timeliness'],
    returned = 0,
  ): Standing => ({
    unit: parseReportingUnitCode(unit),
    form: parseFormCode('zj-dept-monthly'),
    period: parsePeriod(due.slice(0, 7)),
    due: at(due),
    timeliness,
    first: null,
    daysLate: 0,
    returned,
  })
  const all = [
    standing('zj-jxt', '2018-03-12T18:00', 'late'),
    standing('zj-jxt', '2018-12-12T18:00', 'late'),
    standing('zj-jxt', '2020-03-12T18:00', 'on-time'),
    standing('zj-jxt', '2020-04-13T18:00', 'missing', 1),
    standing('zj-kjt', '2020-03-12T18:00', 'on-time', 2),
    standing('zj-kjt', '2020-04-13T18:00', 'on-time'),
    standing('zj-swt', '2020-03-12T18:00', 'on-time'),
    standing('zj-swt', '2020-04-13T18:00', 'on-time'),
    standing('zj-swt', '2020-12-14T18:00', 'open'),
    standing('zj-tgj', '2020-12-14T18:00', 'open'),
  ]
  const rows = composeLeague(all, { now: at('2020-06-01T00:00'), within: (s) => s.due.startsWith('2020') })
  expect(
    rows.map((r) => [
      r.rank,
      r.unit,
      r.due,
      r.onTime,
      r.late,
      r.missing,
      r.returned,
      r.share,
      r.lateInTwoYears,
    ]),
  ).toEqual([
    [1, 'zj-kjt', 2, 2, 0, 0, 2, 1, 0],
    [1, 'zj-swt', 2, 2, 0, 0, 0, 1, 0],
    [3, 'zj-jxt', 2, 1, 0, 1, 1, 0.5, 2],
    [4, 'zj-tgj', 0, 0, 0, 0, 0, null, 0],
  ])
})
