/** Knows the command `timeliness`: which reports came in time, late or not at all, and the league table of units. */
import { z } from 'zod'
import { findForm, findReportingUnit, type Catalogue } from '../indicators/catalogue.ts'
import { parseFormCode, type ReportingUnitCode } from '../indicators/codes.ts'
import { momentOf, momentOfInstant, parseHour, type Moment } from '../indicators/moment.ts'
import { parseDay, type Day } from '../indicators/period.ts'
import { parsed } from '../indicators/schema.ts'
import { composeLeague, TIMELINESS, type LeagueRow, type Standing } from '../indicators/timeliness.ts'
import { listExpected } from '../jobs/deadline/timeliness.ts'
import { renderColumns } from './columns.ts'
import { dayOption, jsonOption, parseOptions } from './options.ts'
import { printJson, printLines, say, type AddCommand, type Session } from './session.ts'

const schema = z.object({
  year: z
    .string()
    .regex(/^\d{4}$/)
    .optional(),
  form: parsed(parseFormCode).optional(),
  asOf: dayOption,
  json: jsonOption,
})

/** The count of late reports looks two years back, and a yearly report is due the year after. */
const YEARS_BACK = 4

const yearsBefore = (day: Day, years: number): Day => parseDay(`${Number(day.slice(0, 4)) - years}-01-01`)

const nameOf = (catalogue: Catalogue, code: ReportingUnitCode): string =>
  findReportingUnit(catalogue, code)?.name ?? code

const percent = ({ share }: LeagueRow): string => (share === null ? '—' : `${(share * 100).toFixed(1)}%`)

const renderLeague = (
  rows: readonly LeagueRow[],
  name: (code: ReportingUnitCode) => string,
): readonly string[] =>
  renderColumns(
    ['名次', '填报单位', '应报', '按时', '迟报', '未报', '退回次数', '按时率', '两年内迟报未报'],
    rows.map((r) => [
      String(r.rank),
      name(r.unit),
      ...[r.due, r.onTime, r.late, r.missing, r.returned].map(String),
      percent(r),
      String(r.lateInTwoYears),
    ]),
  )

const OWED: readonly Standing['timeliness'][] = ['open', 'missing', 'returned']

const renderOwed = (
  standings: readonly Standing[],
  session: Session,
  name: (code: ReportingUnitCode) => string,
): readonly string[] =>
  renderColumns(
    ['报送期限', '报告期', '表式', '填报单位', '情况', '逾期天数'],
    standings
      .filter((s) => OWED.includes(s.timeliness))
      .toSorted((a, b) => (a.due < b.due ? -1 : 1))
      .map((s) => [
        s.due.replace('T', ' '),
        s.period,
        s.form,
        name(s.unit),
        say(session, TIMELINESS[s.timeliness]),
        String(s.daysLate),
      ]),
  )

const momentAsked = (session: Session, asOf: Day | undefined): Moment =>
  asOf === undefined ? momentOfInstant(session.clock.now()) : momentOf(asOf, parseHour('24:00'))

export const addTimeliness: AddCommand = (program, session) =>
  void program
    .command('timeliness')
    .description('报送及时性：各单位按时、迟报、未报，以及尚欠的报表')
    .option('--year <year>', '只计报送期限在这一年的（缺省为当年）')
    .option('--form <form>', '只计这张表')
    .option('--as-of <date>', '截至这一天结束时（缺省为现在）')
    .option('--json', '输出 JSON')
    .action(async (raw: unknown) => {
      const { year, form, asOf, json } = parseOptions(schema, raw)
      const { storage, catalogue } = await session.open()
      const now = momentAsked(session, asOf)
      const counted = year ?? now.slice(0, 4)
      const today = parseDay(now.slice(0, 10))
      const first = counted < today.slice(0, 4) ? parseDay(`${counted}-01-01`) : today
      const window = { from: yearsBefore(first, YEARS_BACK), to: today, now, ...(form ? { form } : {}) }
      const standings = (await listExpected(catalogue, storage.db, window)).map((e) => e.standing)
      const within = (s: Standing): boolean => s.due.startsWith(counted)
      const league = composeLeague(standings, { now, within })
      if (json)
        return printJson(session, { asOf: now, year: counted, league, reports: standings.filter(within) })
      if (catalogue.deadlines.length === 0)
        return printLines(session, [
          '没有报送期限：在数据文件夹 seeds 的 deadlines.json 里设定（样例见 operation/deadlines.example.json）',
        ])
      const name = (code: ReportingUnitCode): string => nameOf(catalogue, code)
      const forms = [...new Set(catalogue.deadlines.map((d) => d.form))].map(
        (c) => findForm(catalogue, c)?.title ?? c,
      )
      printLines(session, [
        `截至 ${now.replace('T', ' ')}（北京时间），报送期限在 ${counted} 年的报表；有报送期限的表：${forms.join('、')}`,
        ...renderLeague(league, name),
        '',
        '尚欠的报表',
        ...renderOwed(standings.filter(within), session, name),
      ])
    })
