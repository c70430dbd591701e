/** Shows what is taken for a moment, and that what is none is answered with a moment, whichever part of it is wrong. */
import { expect, test } from 'vitest'
import { InputError } from '../../indicators/input-error.ts'
import { parseMoment } from '../../indicators/moment.ts'

test.each(['bad', '2020-02-30T08:00', '2020-10-12', '2020-10-12T25:00', '2020-10-12T18:00T'])(
  '%s is no moment, and a moment is asked for',
  (raw) => {
    let refused: unknown
    try {
      parseMoment(raw)
    } catch (error) {
      refused = error
    }
    expect(refused).toBeInstanceOf(InputError)
    expect(refused).toMatchObject({
      issues: [
        {
          found: raw,
          expected: { zh: '如 2020-10-12T18:00 的时刻', en: 'a moment such as 2020-10-12T18:00' },
        },
      ],
    })
  },
)

test('a day with its hour is one, also at the end of the day', () => {
  expect(parseMoment('2020-10-12T18:00')).toBe('2020-10-12T18:00')
  expect(parseMoment('2020-10-12T24:00')).toBe('2020-10-12T24:00')
})
