/** Knows the command `timeliness`: which reports came in time, late or not at all, and the league table of units. */
import { z } from 'zod'
import { findForm, findReportingUnit, type Catalogue } from '../indicators/catalogue.ts'
import { parseFormCode, type ReportingUnitCode } from '../indicators/codes.ts'
import { momentOf, momentOfInstant, parseHour, type Moment } from '../indicators/moment.ts'
import { parseDay, type Day } from '../indicators/period.ts'
import { parsed } from '../indicators/schema.ts'
import { text } from '../indicators/text.ts'
import { composeLeague, TIMELINESS, type LeagueRow, type Standing } from '../indicators/timeliness.ts'
import { listExpected } from '../jobs/deadline/timeliness.ts'
import { renderListing } from './columns.ts'
import { dayOption, jsonOption, parseOptions, yearOption } from './options.ts'
import { wallMoment } from '../indicators/wall-time.ts'
import { printJson, printLines, say, type AddCommand, type Opened, type Session } from './session.ts'

const schema = z.object({
  year: yearOption.optional(),
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

const LEAGUE_HEADER = [
  text('名次', 'rank'),
  text('填报单位', 'reporting unit'),
  text('应报', 'due'),
  text('按时', 'on time'),
  text('迟报', 'late'),
  text('未报', 'missing'),
  text('退回次数', 'returned'),
  text('按时率', 'share on time'),
  text('两年内迟报未报', 'late or missing in two years'),
]

const renderLeague = (
  rows: readonly LeagueRow[],
  session: Session,
  name: (code: ReportingUnitCode) => string,
): readonly string[] =>
  renderListing(
    {
      header: LEAGUE_HEADER,
      rows: rows.map((r) => [
        String(r.rank),
        name(r.unit),
        ...[r.due, r.onTime, r.late, r.missing, r.returned].map(String),
        percent(r),
        String(r.lateInTwoYears),
      ]),
      none: text('没有到期的报表', 'no report has fallen due'),
    },
    session,
  )

const OWED: readonly Standing['timeliness'][] = ['open', 'missing', 'returned']

const OWED_HEADER = [
  text('报送期限', 'due'),
  text('报告期', 'period'),
  text('表式', 'form'),
  text('填报单位', 'reporting unit'),
  text('情况', 'standing'),
  text('逾期天数', 'days late'),
]

const renderOwed = (
  standings: readonly Standing[],
  session: Session,
  name: (code: ReportingUnitCode) => string,
): readonly string[] =>
  renderListing(
    {
      header: OWED_HEADER,
      rows: standings
        .filter((s) => OWED.includes(s.timeliness))
        .toSorted((a, b) => (a.due < b.due ? -1 : 1))
        .map((s) => [
          wallMoment(s.due),
          s.period,
          s.form,
          name(s.unit),
          say(session, TIMELINESS[s.timeliness]),
          String(s.daysLate),
        ]),
      none: text('没有', 'none'),
    },
    session,
  )

const NO_DEADLINES = text(
  '没有报送期限：在数据文件夹 seeds 的 deadlines.json 里设定（样例见 operation/deadlines.example.json）',
  'no deadlines: set them in deadlines.json of the folder seeds (an example: operation/deadlines.example.json)',
)

const momentAsked = ({ clock }: Opened, asOf: Day | undefined): Moment =>
  asOf === undefined ? momentOfInstant(clock.now()) : momentOf(asOf, parseHour('24:00'))

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
      const app = await session.open()
      const { storage, catalogue } = app
      const now = momentAsked(app, asOf)
      const counted = year === undefined ? now.slice(0, 4) : String(year)
      const today = parseDay(now.slice(0, 10))
      const first = counted < today.slice(0, 4) ? parseDay(`${counted}-01-01`) : today
      const window = { from: yearsBefore(first, YEARS_BACK), to: today, now, ...(form ? { form } : {}) }
      const standings = (await listExpected(catalogue, storage.db, window)).map((e) => e.standing)
      const within = (s: Standing): boolean => s.due.startsWith(counted)
      const league = composeLeague(standings, { now, within })
      if (json)
        return printJson(session, { asOf: now, year: counted, league, reports: standings.filter(within) })
      if (catalogue.deadlines.length === 0) return printLines(session, [say(session, NO_DEADLINES)])
      const name = (code: ReportingUnitCode): string => nameOf(catalogue, code)
      const forms = [...new Set(catalogue.deadlines.map((d) => d.form))].map(
        (c) => findForm(catalogue, c)?.title ?? c,
      )
      printLines(session, [
        say(
          session,
          text(
            `截至 ${wallMoment(now)}（北京时间），报送期限在 ${counted} 年的报表；有报送期限的表：${forms.join('、')}`,
            `as of ${wallMoment(now)} (Beijing time), the reports due in ${counted}; forms with deadlines: ${forms.join(', ')}`,
          ),
        ),
        ...renderLeague(league, session, name),
        '',
        say(session, text('尚欠的报表', 'reports still owed')),
        ...renderOwed(standings.filter(within), session, name),
      ])
    })
