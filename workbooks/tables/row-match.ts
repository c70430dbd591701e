/** Knows what a row under a header can be: an item of the form, a region, a row that is refused, or none of the form's. */
import type { RegionCode } from '../../indicators/codes.ts'
import type { ConfirmedMatch } from '../../indicators/confirmed-match.ts'
import type { Finding } from '../../indicators/finding.ts'
import type { Form, FormItem } from '../../indicators/form.ts'
import { nameKey } from '../words/name-text.ts'
import { isFooter } from '../words/footer-text.ts'
import type { FormNames } from './form-names.ts'
import { cellText, type SheetMap } from './sheet-map.ts'

/** What a row may be confirmed to be. */
export interface RowLabel {
  readonly row: number
  readonly name: string
  readonly cell: string
  /** The normalised names above it by indentation, and its own. */
  readonly path: string
}

/** item, region: understood; rejected: a finding says why; unknown: nothing of the form. */
export type RowMatch =
  | {
      readonly kind: 'item'
      readonly row: number
      readonly item: FormItem
      readonly unit: string
      readonly unitCell: string
      /** What the name ends with where a column of units states one already. */
      readonly nameUnit?: { readonly unit: string; readonly cell: string }
      readonly confirmed?: ConfirmedMatch
    }
  | {
      readonly kind: 'region'
      readonly row: number
      readonly region: RegionCode
      readonly confirmed?: ConfirmedMatch
    }
  | (RowLabel & {
      readonly kind: 'rejected'
      readonly items: readonly FormItem[]
      readonly regions: readonly RegionCode[]
      readonly finding: Finding
    })
  | (RowLabel & { readonly kind: 'unknown' })

export interface RowNeeds {
  readonly form: Form
  readonly names: FormNames
  readonly dataStart: number
  readonly nameColumn: number
  readonly codeColumn?: number
  readonly unitColumn?: number
}

/** The match that a person confirmed for a row. */
export const findConfirmedRow = ({ confirmed }: FormNames, path: string): ConfirmedMatch | undefined =>
  confirmed.find((c) => c.kind === 'row' && c.path === path)

/** Whether the row begins the foot of the table. */
export const beginsFoot = (map: SheetMap, row: number): boolean =>
  isFooter(cellText(map.row(row).find((c) => c.content.type === 'text' && nameKey(c.content.value) !== '')))
