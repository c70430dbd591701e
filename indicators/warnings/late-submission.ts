/** Knows the warning 未按期报送: a report that the indicator is computed from has not come in by its deadline. */
import { momentText } from '../day-text.ts'
import { formatPeriod } from '../derivation.ts'
import { comparePeriods } from '../period.ts'
import { text, type Text } from '../text.ts'
import { TIMELINESS } from '../timeliness.ts'
import { isOwed, type Report } from './report.ts'
import type { SignReader } from './sign.ts'

const said = ({ unitName, formTitle, period, due, timeliness, daysLate }: Report): Text => {
  const [when, word, by] = [formatPeriod(period), TIMELINESS[timeliness], momentText(due)]
  return text(
    `${unitName} ${when.zh}《${formTitle}》${word.zh}，期限 ${by.zh}，已逾 ${daysLate} 天`,
    `${unitName}, ${formTitle} of ${when.en}: ${word.en}, due ${by.en}, ${daysLate} days late`,
  )
}

/** One sign: every report that is owed now, or that none is any more, at the newest period there is. */
export const readLateSubmission: SignReader = (_, { reports }) => {
  const owed = reports.filter(isOwed)
  const newest = (owed.length > 0 ? owed : reports)
    .toSorted((a, b) => comparePeriods(a.period, b.period))
    .at(-1)
  if (!newest) return []
  const came = text('所催报表已收到', 'the reports that were asked for have come in')
  return [
    {
      period: newest.period,
      level: owed.length > 0 ? 'yellow' : null,
      firm: true,
      reasons: owed.length > 0 ? owed.map(said) : [came],
      derivation: text('', ''),
    },
  ]
}
