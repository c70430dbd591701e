/** Knows the options that several commands share and how they are read. */
import { z } from 'zod'
import type { Catalogue } from '../indicators/catalogue.ts'
import { parseRegionCode, type RegionCode } from '../indicators/codes.ts'
import { InputError } from '../indicators/input-error.ts'
import { parseDay, type Period } from '../indicators/period.ts'
import type { Plan } from '../indicators/plan.ts'
import { parsed, parseWithSchema } from '../indicators/schema.ts'
import { text, type Text } from '../indicators/text.ts'
import { readPlan } from '../jobs/read-plan.ts'
import { parsePeriodText, type PeriodText } from '../workbooks/words/period-text.ts'

/** A year. @throws InputError */
const parseYear = (raw: string): number => {
  if (/^(19|20|21)\d\d$/.test(raw)) return Number(raw)
  const expected = text('1900—2199 之间的年份', 'a year from 1900 to 2199')
  throw new InputError([{ where: text('年度', 'year'), found: raw, expected }])
}

export const yearOption = parsed(parseYear)
export const dayOption = parsed(parseDay).optional()

/** A period as people write it: as in our data, or as on a form, with its year. */
const parsePeriodWords = (raw: string): PeriodText & { readonly period: Period } => {
  const words = parsePeriodText(raw)
  if (words?.period !== undefined) return { ...words, period: words.period }
  throw new InputError([
    {
      where: text('报告期', 'period'),
      found: raw,
      expected: text(
        '2020、2020-Q3、2020-07，或表上的写法，如 2020年7月',
        '2020, 2020-Q3 or 2020-07, or as it stands on a form: 2020年7月',
      ),
    },
  ])
}
/** Its words: 前三季度 is a quarter on one form and a month on another. */
export const periodWordsOption = parsed(parsePeriodWords)
export const periodOption = parsed((raw) => parsePeriodWords(raw).period)
export const planOption = z.string().optional()
export const regionOption = z.string().optional()
export const jsonOption = z.boolean().default(false)

/** `asOf` was given as `--as-of`. */
const asOption = ({ zh }: Text): Text => {
  const flag = zh.replace(/^ › /, '--').replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
  return text(`选项 ${flag}`, `option ${flag}`)
}

/** What a command was given, or every option that is wrong. @throws InputError */
export const parseOptions = <S extends z.ZodType>(schema: S, raw: unknown): z.output<S> => {
  const result = parseWithSchema(schema, '', raw)
  if ('data' in result) return result.data
  throw new InputError(result.issues.map((issue) => ({ ...issue, where: asOption(issue.where) })))
}

/** The plan asked for, or the only one there is. */
export const choosePlan = (catalogue: Catalogue, code: string | undefined): Plan => {
  const [only, another] = catalogue.plans
  if (code === undefined && only && !another) return only
  return readPlan(catalogue, code ?? '')
}

/** The region asked for by code or name; that of the plan when none is. */
export const chooseRegion = (catalogue: Catalogue, plan: Plan, asked: string | undefined): RegionCode => {
  if (asked === undefined) return plan.region
  const known = [plan.region, ...plan.subregions]
  const region = catalogue.regions.find((r) => [r.code, r.name, ...r.shortNames].includes(asked))
  if (region && known.includes(region.code)) return parseRegionCode(region.code)
  const names = known.map((code) => catalogue.regions.find((r) => r.code === code)?.name ?? code).join('、')
  throw new InputError([
    {
      where: text('地区', 'region'),
      found: asked,
      expected: text(`其中之一：${names}`, `one of ${known.join(', ')}`),
    },
  ])
}
