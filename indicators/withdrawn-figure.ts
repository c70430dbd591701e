/** Knows figures that count and that a later file replaces by a reason for none: nobody takes a figure back without a word. */
import { subjectOf, type Finding } from './finding.ts'
import type { Observation, ReadObservation } from './observation.ts'
import { figureText } from './submission-difference.ts'
import { text } from './text.ts'

/** A figure that a file takes back. */
export interface Withdrawal {
  readonly read: ReadObservation
  readonly before: Observation
}

/** What names a series, as the chain of submissions names it. */
export const seriesOf = ({
  variable,
  region,
  period,
  measure,
}: Pick<Observation, 'variable' | 'region' | 'period' | 'measure'>): string =>
  `${variable} ${region} ${period} ${measure}`

/** The readings without a figure where there is one in force; `inForce` with the newest vintage of a series last. */
export const listWithdrawals = (
  observations: readonly ReadObservation[],
  inForce: readonly Observation[],
): readonly Withdrawal[] => {
  const newest = new Map(inForce.map((o) => [seriesOf(o), o]))
  return observations.flatMap((read) => {
    const before = newest.get(seriesOf(read))
    return 'missing' in read.figure && before && 'value' in before.figure ? [{ read, before }] : []
  })
}

/** What is to be said of it: an explanation, and of a figure that the bureau accepted its release. */
export const withdrawalFinding = ({ read, before }: Withdrawal, isAccepted: boolean): Finding => {
  const was = figureText(before.figure)
  const standing = isAccepted ? text('已验收', 'accepted') : text('计入', 'in force')
  return {
    rule: 'audit.withdrawn',
    class: isAccepted ? 'quasi_mandatory' : 'verification',
    sheet: read.sheet,
    cell: read.cell,
    found: `${figureText(read.figure).zh}：撤回此前${standing.zh}的 ${was.zh} ${before.unit}`,
    expected: text(
      `${was.zh} ${before.unit}（报送 ${before.source.submission}），或撤回的原因`,
      `${was.en} ${before.unit} (submission ${before.source.submission}, ${standing.en}), or why it is withdrawn`,
    ),
    about: subjectOf(read),
  }
}
