/** Knows the digests that the tests of the weekly mail render, and what a reader sees of one. */
import { composeDigest, type Digest, type DigestInput } from '../../indicators/digest.ts'
import { parseDay } from '../../indicators/period.ts'
import { text } from '../../indicators/text.ts'
import type { Warning } from '../../indicators/warnings/warning.ts'
import { parseWeek } from '../../indicators/week.ts'
import { assessed, bureau, plan, share2019, warningOn, withoutValue } from '../indicators/sample.ts'

export const robots = assessed('industrial_robots', {
  period: '2020-09',
  basis: 'end',
  known: '2020-11-02',
  value: 7.1,
  planned: 9.3,
  derived: true,
  light: 'red',
  class: 'behind',
  synthetic: true,
})
/** Figures of week 45 of 2020: two judged, two without a value; of R-2 he was told as of a yellow one. */
export const digestOf = (
  warnings: readonly Warning[],
  recipient = bureau,
  changes: Partial<DigestInput> = {},
): Digest =>
  composeDigest({
    plan,
    recipient,
    week: parseWeek('2020-W45'),
    assessments: [share2019(), robots, withoutValue('cnc_rate'), withoutValue('machine_networking_rate')],
    warnings,
    lastTold: new Map([['R-2', { level: 'yellow', state: 'opened' }]]),
    submissions: [],
    missing: [],
    contact: undefined,
    lastWeek: null,
    regions: [],
    ...changes,
  })
export const warnings = [
  warningOn('digital_economy_gdp_share', { number: 'Y-1' }),
  warningOn('industrial_robots', {
    number: 'R-2',
    level: 'red',
    replyBy: parseDay('2020-10-29'),
    reasons: [text('落后 57.89 个百分点', '57.89 points behind')],
  }),
]

/** The words between the tags, as a reader sees them. */
export const seen = (html: string): string =>
  html
    .replace(/<head>.*?<\/head>/s, '')
    .replace(/<!--.*?-->/gs, '')
    .replace(/<[^>]+>/g, ' ')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&')
