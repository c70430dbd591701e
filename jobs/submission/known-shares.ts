/** Knows the last shares and rates that were known on a day and received before a file: by them a reader doubts a 0.44 where it was 43 before. */
import type { Catalogue } from '../../indicators/catalogue.ts'
import { listObservations, type ObservationFilter } from '../../storage/observations.ts'
import type { Db } from '../../storage/schema.ts'
import type { SubmissionQuestion } from '../../workbooks/read-submission.ts'

type Known = NonNullable<SubmissionQuestion['known']>

const keyOf = ({ variable, region, measure }: Omit<Parameters<Known>[0], 'period'>): string =>
  `${variable} ${region} ${measure}`

/** For a series and a period the last figure of that period or one before it. */
export const readKnownShares = async (
  db: Db,
  { variables }: Catalogue,
  then: Pick<ObservationFilter, 'asOf' | 'before'>,
): Promise<Known> => {
  const shares = variables.filter((v) => v.unit === '%').map((v) => v.code)
  const series = Map.groupBy(await listObservations(db, { ...then, variables: shares }), keyOf)
  return (about) => {
    const figures = (series.get(keyOf(about)) ?? []).flatMap(({ period, figure }) =>
      'value' in figure && period <= about.period ? [figure.value] : [],
    )
    return figures.at(-1)
  }
}
