/** Knows the names that a table is matched by: units of measure, the regions of a form, and matches that a person confirmed. */
import type { RegionCode } from '../../indicators/codes.ts'
import type { ConfirmedMatch } from '../../indicators/confirmed-match.ts'
import type { Form } from '../../indicators/form.ts'
import type { Region } from '../../indicators/reporting-unit.ts'
import { findUnit, type UnitOfMeasure } from '../../indicators/unit-of-measure.ts'
import { nameKey } from '../words/name-text.ts'

export interface FormNames {
  readonly isUnit: (name: string) => boolean
  /** Key of a name → the region; empty for a form whose rows are items. */
  readonly regions: ReadonlyMap<string, RegionCode>
  /** Only those of the form and its unit. */
  readonly confirmed: readonly ConfirmedMatch[]
}

/** What the catalogue gives for it. */
export interface NameSources {
  readonly units: readonly UnitOfMeasure[]
  readonly regions: readonly Region[]
}

/** The regions that should stand in the rows of a form: those directly under its own, and the whole where it has a word for it. */
export const listFormRegions = ({ regions: rows }: Form, regions: readonly Region[]): readonly Region[] =>
  rows ? regions.filter((r) => r.parent === rows.of || (r.code === rows.of && rows.total.length > 0)) : []

const regionNames = (form: Form, regions: readonly Region[]): ReadonlyMap<string, RegionCode> => {
  if (!form.regions) return new Map()
  const { of, total } = form.regions
  const whole = regions.find((r) => r.code === of)
  const wholeNames = whole ? [whole.name, ...whole.shortNames, ...total] : total
  return new Map([
    ...wholeNames.map((name) => [nameKey(name), of] as const),
    ...listFormRegions(form, regions).flatMap((r) =>
      [r.name, ...r.shortNames].map((name) => [nameKey(name), r.code] as const),
    ),
  ])
}

/** The names of a form. */
export const formNames = (
  form: Form,
  { units, regions }: NameSources,
  confirmed: readonly ConfirmedMatch[] = [],
): FormNames => ({
  isUnit: (name) => findUnit(units, name) !== undefined,
  regions: regionNames(form, regions),
  confirmed: confirmed.filter((c) => c.form === form.code),
})

/** The normalised path of labels, from the outermost to the innermost. */
export const labelPath = (keys: readonly string[]): string => keys.filter((key) => key !== '').join(' / ')

/** How a confirmed match names an item. */
export const itemMeaning = (item: {
  readonly variable: string
  readonly code?: string | undefined
}): string => (item.code === undefined ? item.variable : `${item.variable} ${item.code}`)
