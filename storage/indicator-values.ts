/** Knows the computed values: each known by its definition and what it rests on, so that computing twice adds nothing. */
import { createHash } from 'node:crypto'
import type { IndicatorCode, PlanCode, RegionCode } from '../indicators/codes.ts'
import type { IndicatorValue } from '../indicators/indicator-value.ts'
import { insertRows } from './insert-rows.ts'
import type { Db, Tx } from './schema.ts'

/** A value and the version of the plan that defines it. */
export interface ComputedValue {
  readonly plan: PlanCode
  readonly planVersion: string
  readonly value: IndicatorValue
}

/**
 * Checksum of everything that the value says: its inputs, and also the alternatives, the growth and the doubts,
 * which may change while the inputs stay.
 */
const fingerprintOf = (value: IndicatorValue): string =>
  createHash('sha256').update(JSON.stringify(value)).digest('hex')

/** Appends values; one that is stored already, word for word, is left as it is. */
export const appendIndicatorValues = (tx: Tx, computed: readonly ComputedValue[]): Promise<void> =>
  insertRows(
    computed.map(({ plan, planVersion, value }) => ({
      plan,
      version: planVersion,
      indicator: value.indicator,
      region: value.region,
      period: value.period,
      basis: value.basis,
      known: value.known,
      fingerprint: fingerprintOf(value),
      body: JSON.stringify(value),
    })),
    (rows) =>
      tx
        .insertInto('indicator_value')
        .values(rows)
        .onConflict((conflict) => conflict.doNothing())
        .execute(),
  )

/** Stored values of a plan by indicator, region, period, day known and order of arrival. */
export const listIndicatorValues = async (
  db: Db,
  filter: {
    readonly plan: PlanCode
    readonly planVersion?: string
    readonly indicator?: IndicatorCode
    readonly region?: RegionCode
  },
): Promise<readonly ComputedValue[]> => {
  let query = db.selectFrom('indicator_value').selectAll().where('plan', '=', filter.plan)
  if (filter.planVersion !== undefined) query = query.where('version', '=', filter.planVersion)
  if (filter.indicator !== undefined) query = query.where('indicator', '=', filter.indicator)
  if (filter.region !== undefined) query = query.where('region', '=', filter.region)
  const rows = await query
    .orderBy('indicator')
    .orderBy('region')
    .orderBy('period')
    .orderBy('known')
    .orderBy('id')
    .execute()
  return rows.map((row) => ({ plan: row.plan, planVersion: row.version, value: JSON.parse(row.body) }))
}
