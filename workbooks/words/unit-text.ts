/** Knows how units of measure are written in workbooks: `（亿元）`, `单位：亿元`, `计量单位：亿元、%`. */
import { tightText } from './plain-text.ts'

/** The bare name of a unit as typed: `（ 亿 元 ）` → `亿元`, `％` → `%`, `个百分点` → `百分点`. */
export const unitName = (raw: string): string => {
  const tight = tightText(raw)
    .replace(/^[([【〔](.*)[)\]】〕]$/, '$1')
    .replace(/^(?:计量|金额)?单位:/, '')
  return tight === '个百分点' ? '百分点' : tight
}

/** The units of a line such as `计量单位：亿元、%`, without the label. */
export const unitNames = (raw: string): readonly string[] =>
  tightText(raw)
    .split(/[、,;，；]/)
    .map(unitName)
    .filter((name) => name !== '')

/**
 * Splits a label into its name and the unit it ends with: `增长速度（%）` → 增长速度, %. What stands in the last
 * bracket counts only when `isUnit` knows it, so that `零售额（可比口径）` stays whole.
 */
export const splitUnit = (
  label: string,
  isUnit: (name: string) => boolean,
): { readonly name: string; readonly unit?: string } => {
  const tight = tightText(label)
  const match =
    /^(.*?)[,，]?[([【〔]([^()[\]【】〔〕]+)[)\]】〕]$/.exec(tight) ??
    /^(.*[^,，])()(?<bare>[%‰])$/.exec(tight)
  const unit = unitName(match?.groups?.['bare'] ?? match?.[2] ?? '')
  return match?.[1] !== undefined && unit !== '' && isUnit(unit) ? { name: match[1], unit } : { name: label }
}
