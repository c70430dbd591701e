/** Knows where the plans expect a share to lie: from baseline to targets. It is the only witness of a unit's first report. */
import type { RegionCode } from '../../indicators/codes.ts'
import type { Plan } from '../../indicators/plan.ts'

/** Targets that print the level asked; the others print a growth, an increase, a rank or a coverage. */
const LEVELS: ReadonlySet<string> = new Set(['>=', '>', '=', '<=', '~', 'range'])

/** The baseline and the targets of the indicators that take the variable as reported; none where no plan of the region does. */
export const listPlannedShares = (
  plans: readonly Plan[],
  { variable, region }: { readonly variable: string; readonly region: RegionCode | undefined },
): readonly number[] =>
  plans
    .filter((plan) => plan.region === region)
    .flatMap((plan) => plan.indicators)
    .filter(({ unit, formula }) => {
      const reported = formula.kind === 'reported' ? formula.variable : formula.reported
      return unit === '%' && reported === variable
    })
    .flatMap(({ baseline, targets }) => [
      ...(baseline ? [baseline.value] : []),
      ...targets.filter((t) => LEVELS.has(t.comparator)).map((t) => t.value),
    ])
