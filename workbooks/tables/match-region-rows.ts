/** Knows which row of a sheet is which region: `#武汉市`, `全    省`, 恩施自治州, 林区. */
import type { RegionCode } from '../../indicators/codes.ts'
import type { ConfirmedMatch } from '../../indicators/confirmed-match.ts'
import { text } from '../../indicators/text.ts'
import { cellAddress } from '../grid.ts'
import { nameKey } from '../words/name-text.ts'
import { labelPath } from './form-names.ts'
import { beginsFoot, findConfirmedRow, type RowLabel, type RowMatch, type RowNeeds } from './row-match.ts'
import { cellText, type SheetMap } from './sheet-map.ts'

interface Named extends RowLabel {
  readonly region: RegionCode | undefined
  readonly confirmed: ConfirmedMatch | undefined
}

const readRow = (map: SheetMap, row: number, { names, nameColumn }: RowNeeds): Named => {
  const name = cellText(map.labelAt(row, nameColumn))
  const path = labelPath([nameKey(name)])
  const known = names.regions.get(nameKey(name))
  const confirmed = known === undefined ? findConfirmedRow(names, path) : undefined
  const meant = [...names.regions.values()].find((code) => code === confirmed?.means)
  return {
    row,
    name: name.trim(),
    cell: cellAddress(row, nameColumn),
    path,
    region: known ?? meant,
    confirmed: meant === undefined ? undefined : confirmed,
  }
}

/** Two rows of one region: neither is read, for nobody knows which is meant. */
const toMatch = (map: SheetMap, one: Named, same: readonly Named[]): RowMatch => {
  const { row, name, cell, path, region, confirmed } = one
  const place = { row, name, cell, path }
  if (region === undefined) return { kind: 'unknown', ...place }
  if (same.length === 1) return { kind: 'region', row, region, ...(confirmed ? { confirmed } : {}) }
  const rows = same.slice(0, 10).map((s) => s.row)
  return {
    kind: 'rejected',
    ...place,
    items: [],
    regions: [region],
    finding: {
      rule: 'form.row-twice',
      class: 'mandatory',
      sheet: map.sheet.name,
      cell,
      found: name,
      expected: text(
        `该地区只应有一行（现有第 ${rows.join('、')} 行）；各行均未读取，请删去重复的行`,
        `one row for ${region} (rows ${rows.join(', ')}); none was read`,
      ),
    },
  }
}

/** Matches every row under the header; below the foot only names of regions still count. */
export const matchRegionRows = (map: SheetMap, needs: RowNeeds): readonly RowMatch[] => {
  const rows = map.rows.filter((row) => row >= needs.dataStart).map((row) => readRow(map, row, needs))
  const foot = rows.findIndex((r) => r.region === undefined && beginsFoot(map, r.row))
  const kept = rows.filter((r, i) => foot < 0 || i < foot || r.region !== undefined)
  const byRegion = Map.groupBy(kept, (r) => r.region)
  return kept.map((one) => toMatch(map, one, byRegion.get(one.region) ?? [one]))
}
