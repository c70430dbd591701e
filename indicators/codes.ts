/** Knows the codes of the house: a code is a branded string, made only by its parse function. */
import { InputError } from './input-error.ts'
import { text } from './text.ts'

declare const kind: unique symbol

/** A string that was checked to be a code of kind `K`. */
export type Code<K extends string> = string & { readonly [kind]: K }

export type PlanCode = Code<'plan'>
export type IndicatorCode = Code<'indicator'>
export type VariableCode = Code<'variable'>
export type RegionCode = Code<'region'>
export type ReportingUnitCode = Code<'reporting-unit'>
export type FormCode = Code<'form'>

const codeParser =
  <K extends string>(word: string, pattern: RegExp) =>
  (raw: string): Code<K> => {
    if (pattern.test(raw)) return raw as Code<K>
    throw new InputError([
      {
        where: text(word, word),
        found: raw,
        expected: text(`符合 ${pattern.source} 的代码`, `a code matching ${pattern.source}`),
      },
    ])
  }

/** Plan code, e.g. `zj-digital-2022`. */
export const parsePlanCode = codeParser<'plan'>('plan 计划', /^[a-z][a-z0-9-]*$/)
/** Indicator code, e.g. `digital_economy_va`. */
export const parseIndicatorCode = codeParser<'indicator'>('indicator 指标', /^[a-z][a-z0-9_]*$/)
/** Variable code, e.g. `software_business_revenue`. */
export const parseVariableCode = codeParser<'variable'>('variable 报表项', /^[a-z][a-z0-9_]*$/)
/** Region code of GB/T 2260: six digits, or twelve for an area below a county. */
export const parseRegionCode = codeParser<'region'>('region 地区', /^\d{6}(\d{6})?$/)
/** Reporting unit code, e.g. `zj-stats`, `hangzhou`, `429021000000`. */
export const parseReportingUnitCode = codeParser<'reporting-unit'>(
  'reporting unit 填报单位',
  /^[a-z0-9][a-z0-9-]*$/,
)
/** Form code, e.g. `zj-dept-monthly`, `E41002`. */
export const parseFormCode = codeParser<'form'>('form 表式', /^[A-Za-z][A-Za-z0-9-]*$/)
