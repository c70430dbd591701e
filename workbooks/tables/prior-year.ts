/** Knows the column of the year before: 2019年1-8月 beside 2020年1-8月. */
import type { FormColumn } from '../../indicators/form.ts'
import type { PeriodText } from '../words/period-text.ts'
import type { LabelPath } from './label-path.ts'

interface Claimed<C> {
  readonly path: LabelPath
  readonly claims: readonly C[]
}

const PRIOR = { current: 'prior_current', ytd: 'prior_ytd' } as const

const priorOf = (columns: readonly FormColumn[], { holds }: FormColumn): FormColumn | undefined => {
  if (holds.kind !== 'measure') return undefined
  const now = holds.measure
  if (now !== 'current' && now !== 'ytd') return undefined
  return columns.find(
    (c) =>
      c.holds.kind === 'measure' && c.holds.measure === PRIOR[now] && c.holds.variable === holds.variable,
  )
}

const isYearBefore = ([a, ...more]: readonly PeriodText[], [b, ...others]: readonly PeriodText[]): boolean =>
  more.length === 0 &&
  others.length === 0 &&
  a?.year !== undefined &&
  b?.year === a.year + 1 &&
  a.month === b.month &&
  a.span === b.span

/**
 * Of two columns of one measure that are headed with one span of two years in a row, the earlier is that of the year
 * before, where the form has one and no label says that it stands elsewhere.
 */
export const claimPriorYear = <C extends { readonly formColumn: FormColumn }>(
  paths: readonly Claimed<C>[],
  columns: readonly FormColumn[],
): readonly Claimed<C>[] =>
  paths.map((one) => {
    const [claim, ...more] = one.claims
    if (!claim || more.length > 0) return one
    const rivals = paths.filter((p) => p !== one && p.claims.some((c) => c.formColumn === claim.formColumn))
    const [rival, ...others] = rivals
    if (!rival || others.length > 0 || !isYearBefore(one.path.periods, rival.path.periods)) return one
    const formColumn = priorOf(columns, claim.formColumn)
    if (!formColumn || paths.some((p) => p.claims.some((c) => c.formColumn === formColumn))) return one
    // The year on it is not that of the report.
    return { path: { ...one.path, periods: [] }, claims: [{ ...claim, formColumn }] }
  })
