/** Knows the words for reporting periods in workbooks: `1—10月`, 前三季度, `1-本月`, `20160003`, 2020年第一季度. */
import {
  lastMonthOf,
  monthPeriod,
  parsePeriod,
  periodKind,
  yearOf,
  yearPeriod,
  type Period,
  type PeriodKind,
} from '../../indicators/period.ts'
import { tightText } from './plain-text.ts'
import { remember } from './remember.ts'

/** month: one month; ytd: January up to a month; quarter: one quarter; year: a whole year. */
export type Span = 'month' | 'ytd' | 'quarter' | 'year'

export interface PeriodText {
  readonly span: Span
  /** Absent when the words name no year, as `1-7月` over a column. */
  readonly year?: number
  /** The last month; absent for 本月, `1-本月`, 本季. */
  readonly month?: number
  /** Only when year and month are known; the span 前三季度 of 2020 ends with `2020-09`. */
  readonly period?: Period
}

const DIGIT: Readonly<Record<string, string>> = Object.fromEntries(
  [...'零一二三四五六七八九'].map((c, i) => [c, String(i)]),
)
const YEAR = '(?<!\\d)(?<year>(?:19|20)\\d{2})'
const MONTH = '(?<month>1[0-2]|0?[1-9])'
const QUARTER = '第?(?<quarter>[1-4一二三四])季度?'
const TO = '[-~至到]'
const FROM_JANUARY = `(?:自?年初|(?<![\\d-])0?1月?)${TO}`
const TOTAL = '份?(?:止)?(?:累计)?'

const numeralOf = (raw: string): number => Number(DIGIT[raw] ?? raw)

/** Every wording, the longer before the shorter; a span of null is read away: a day or a run of years is no period. */
const WORDINGS: readonly (readonly [pattern: string, span: Span | null])[] = [
  ['(?<!\\d)(?:19|20)\\d{2}年\\d{1,2}月\\d{1,2}日', null],
  ['(?<!\\d)(?:19|20)\\d{2}[-/.]\\d{1,2}[-/.]\\d{1,2}(?!\\d)', null],
  ['(?<!\\d)(?:19|20)\\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\\d|3[01])(?!\\d)', null],
  [`(?<!\\d)(?:19|20)\\d{2}年?${TO}(?:19|20)\\d{2}年?(?!\\d)`, null],
  [`${YEAR}00(?<month>0[1-9]|1[0-2])(?!\\d)`, 'month'],
  [`${YEAR}年${FROM_JANUARY}${MONTH}月${TOTAL}`, 'ytd'],
  [`${YEAR}年\\d{1,2}月?${TO}\\d{1,2}月`, null],
  [`${YEAR}年${MONTH}月份?`, 'month'],
  [`${YEAR}年前(?<quarter>[二三23])季度${TOTAL}`, 'ytd'],
  [`${YEAR}年上半年`, 'ytd'],
  [`${YEAR}年${QUARTER}`, 'quarter'],
  [`${YEAR}-?Q(?<quarter>[1-4])(?!\\d)`, 'quarter'],
  [`${YEAR}[-/.]${MONTH}(?![\\d/.-])`, 'month'],
  [`${YEAR}(?<month>0[1-9]|1[0-2])(?!\\d)`, 'month'],
  [`${YEAR}年(?:全年|度)?`, 'year'],
  [`${FROM_JANUARY}${MONTH}月${TOTAL}`, 'ytd'],
  [`${FROM_JANUARY}本[月季期]${TOTAL}|本年累计|自?年初累计`, 'ytd'],
  [`\\d{1,2}月?${TO}\\d{1,2}月`, null],
  ['前(?<quarter>[二三23])季度(?:累计)?', 'ytd'],
  ['上半年', 'ytd'],
  [`(?<!\\d)${MONTH}月份?`, 'month'],
  [QUARTER, 'quarter'],
  ['本月|当月', 'month'],
  ['本季度?', 'quarter'],
  ['全年', 'year'],
]
const PATTERNS = WORDINGS.map(([pattern, span]) => ({ pattern: new RegExp(pattern, 'g'), span }))
/** One private character stands for each span in what is left, so that labels can be compared without their months. */
const TOKENS: Readonly<Record<Span, string>> = {
  month: '\ue001',
  ytd: '\ue002',
  quarter: '\ue003',
  year: '\ue004',
}

const level = (raw: string): string =>
  tightText(raw)
    .replace(/[〇○零一二三四五六七八九]{4}(?=年)/g, (run) => [...run].map((c) => DIGIT[c] ?? '0').join(''))
    .replace(/十([一二]?)(?=月)/g, (_, unit: string) => String(10 + numeralOf(unit || '0')))
    .replace(/(?<!第|前|十)[一二三四五六七八九](?=月)/g, (c) => DIGIT[c] ?? c)

const lastMonth = (
  span: Span,
  groups: Readonly<Record<string, string | undefined>>,
  words: string,
): number | undefined => {
  if (span === 'year') return groups['year'] || words === '全年' ? 12 : undefined
  if (words.includes('上半年')) return 6
  if (groups['quarter']) return numeralOf(groups['quarter']) * 3
  return groups['month'] ? Number(groups['month']) : undefined
}

const periodOf = (span: Span, year: number, month: number): Period => {
  if (span === 'year') return yearPeriod(year)
  return span === 'quarter' ? parsePeriod(`${year}-Q${month / 3}`) : monthPeriod(year, month)
}

const periodText = (
  span: Span,
  groups: Readonly<Record<string, string | undefined>>,
  words: string,
): PeriodText => {
  const month = lastMonth(span, groups, words)
  const year = groups['year'] === undefined ? undefined : Number(groups['year'])
  return {
    span,
    ...(year === undefined ? {} : { year }),
    ...(month === undefined ? {} : { month }),
    ...(year === undefined || month === undefined ? {} : { period: periodOf(span, year, month) }),
  }
}

export interface ScannedPeriods {
  readonly found: readonly PeriodText[]
  /** The words without their periods: `本月` and `7月` leave the same text behind. */
  readonly rest: string
}

/** Finds every period text inside longer words: a title, a file name, the label of a column. */
export const scanPeriods = remember((raw: string): ScannedPeriods => {
  const found: PeriodText[] = []
  const rest = PATTERNS.reduce(
    (text, { pattern, span }) =>
      text.replace(pattern, (words: string, ...args: unknown[]) => {
        if (span === null) return '\ue000'
        found.push(periodText(span, groupsOf(args.at(-1)), words))
        return TOKENS[span]
      }),
    level(raw),
  )
  return { found, rest }
})

const groupsOf = (last: unknown): Readonly<Record<string, string | undefined>> =>
  typeof last === 'object' && last !== null ? { ...last } : {}

/** Reads words that are a period and nothing else; undefined when they are not. */
export const parsePeriodText = (raw: string): PeriodText | undefined => {
  const tight = tightText(raw)
  if (/^(?:19|20)\d{2}$/.test(tight)) return periodText('year', { year: tight }, tight)
  const { found, rest } = scanPeriods(raw)
  return found.length === 1 && rest.length === 1 ? found[0] : undefined
}

/** Words of periods and days, and of nothing else: 报告期 2020年7月, 2020年8月5日. */
export const isOnlyPeriods = (raw: string): boolean => {
  const { rest } = scanPeriods(raw)
  return /^\(?(?:报告期别?|所属时?期)?[:(]?[\ue000-\ue004]+\)?$/.test(rest)
}

/** The last month that the words mean for a form of this kind, whether or not they name a year; undefined when they do not fit. */
export const fitMonth = (words: PeriodText, kind: PeriodKind): number | undefined => {
  const { span, month } = words
  if (month === undefined) return undefined
  const fits = {
    month: span === 'month' || span === 'ytd',
    quarter: span === 'quarter' || (span === 'ytd' && month % 3 === 0),
    year: span === 'year' || (span === 'ytd' && month === 12),
  }
  return fits[kind] ? month : undefined
}

/** The period of a form of this kind that ends with the month. */
export const periodEnding = (kind: PeriodKind, year: number, month: number): Period =>
  periodOf(kind, year, month)

/** The period that the words mean for a form of this kind: 前三季度 is `2020-Q3` for a quarterly form, `2020-09` for a monthly one. */
export const fitPeriod = (words: PeriodText, kind: PeriodKind): Period | undefined => {
  const month = fitMonth(words, kind)
  return month === undefined || words.year === undefined ? undefined : periodEnding(kind, words.year, month)
}

/** The words for a period as they are printed in the middle of a form: 2020年7月, 2020年第三季度, 2020年. */
export const composePeriodText = (period: Period): string => {
  const kind = periodKind(period)
  if (kind === 'year') return `${yearOf(period)}年`
  const month = lastMonthOf(period)
  return kind === 'month'
    ? `${yearOf(period)}年${month}月`
    : `${yearOf(period)}年第${'一二三四'[month / 3 - 1] ?? ''}季度`
}
