/** Knows the command `explain`: from a figure back to file, sheet and cell. */
import { z } from 'zod'
import type { Catalogue } from '../indicators/catalogue.ts'
import { formatShort } from '../indicators/figure-text.ts'
import type { IndicatorValue } from '../indicators/indicator-value.ts'
import { InputError } from '../indicators/input-error.ts'
import { MEASURES, MISSING_REASONS, STATUSES } from '../indicators/observation.ts'
import { parsePeriod, type Day } from '../indicators/period.ts'
import type { Plan } from '../indicators/plan.ts'
import { assessPlan, listPlanVariables } from '../indicators/plan-assessment.ts'
import { text, type Text } from '../indicators/text.ts'
import { listSources, type Source } from '../jobs/submission/sources.ts'
import { findObservation, listObservations } from '../storage/observations.ts'
import { listWarnings } from '../storage/warnings.ts'
import { choosePlan, dayOption, jsonOption, planOption, parseOptions } from './options.ts'
import { printJson, printLines, say, type AddCommand, type Opened, type Session } from './session.ts'

const schema = z.object({ plan: planOption, asOf: dayOption, json: jsonOption })

const describeSource = ({ observation: o, sha256, archived }: Source, session: Session) => ({
  observation: o.id,
  variable: o.variable,
  region: o.region,
  period: o.period,
  measure: say(session, MEASURES[o.measure]),
  value: 'value' in o.figure ? o.figure.value : null,
  missing: 'missing' in o.figure ? say(session, MISSING_REASONS[o.figure.missing]) : null,
  unit: o.unit,
  reported: o.reported,
  status: say(session, STATUSES[o.vintage.status]),
  known: o.vintage.known,
  note: o.note,
  synthetic: o.synthetic,
  submission: o.source.submission,
  file: o.source.file,
  sheet: o.source.sheet,
  cell: o.source.cell,
  sha256,
  archived,
})

type Traced = ReturnType<typeof describeSource>

const renderSource = (s: Traced, { language }: Session): string[] => {
  const figure = `${s.variable} ${s.region} ${s.period} ${s.measure} = ${s.value ?? s.missing} ${s.unit}`
  const place = `${s.file} › ${s.sheet} › ${s.cell}`
  return language === 'zh'
    ? [
        `  观测值 ${s.observation}：${figure}（${s.status} ${s.known}${s.synthetic ? '，合成数据' : ''}）`,
        `    填报原文「${s.reported.text}」${s.reported.unit}${s.note === '' ? '' : `；说明：${s.note}`}`,
        `    ${place}；报送 ${s.submission}；原件 ${s.archived}（sha256 ${s.sha256}）`,
      ]
    : [
        `  observation ${s.observation}: ${figure} (${s.status} ${s.known}${s.synthetic ? ', synthetic data' : ''})`,
        `    reported as "${s.reported.text}" ${s.reported.unit}${s.note === '' ? '' : `; note: ${s.note}`}`,
        `    ${place}; submission ${s.submission}; original ${s.archived} (sha256 ${s.sha256})`,
      ]
}

const NUMBER = /^\d{4}-\d{4,}$/
const OBSERVATION = /^\d+$/

const unknownFigure = (found: string): InputError =>
  new InputError([
    {
      where: text('数字', 'figure'),
      found,
      expected: text(
        '指标/报告期（如 digital_economy_gdp_share/2019）、预警编号（2020-0001）或观测值编号',
        'indicator/period (digital_economy_gdp_share/2019), a warning number (2020-0001) or the id of an observation',
      ),
    },
  ])

const describeValue = (v: IndicatorValue, session: Session) => ({
  period: v.period,
  basis: v.basis,
  value: v.value,
  bound: v.bound,
  status: say(session, STATUSES[v.status]),
  released: v.known,
  computation: say(session, v.computation),
  inputs: v.inputs,
  alternatives: v.alternatives.map((a) => ({
    value: a.value,
    computation: say(session, a.computation),
    inputs: a.inputs,
  })),
})

/** The document of `explain --json`. */
interface Explained {
  readonly figure: string
  /** Null for a single observation. */
  readonly indicator: { readonly code: string; readonly name: string; readonly unit: string } | null
  readonly asOf: Day
  readonly values: readonly ReturnType<typeof describeValue>[]
  readonly derivation: string | null
  readonly reasons: readonly string[]
  readonly sources: readonly Traced[]
}

const noFigure = (figure: string, asOf: Day): InputError =>
  new InputError([
    {
      where: text('数字', 'figure'),
      found: figure,
      expected: text(
        `到 ${asOf} 已有数值的指标和报告期`,
        `an indicator and period that had a value by ${asOf}`,
      ),
    },
  ])

interface Asked {
  readonly plan: Plan
  readonly asOf: Day
  readonly app: Opened
}

/** `[plan/]indicator/[region/]period`, or an indicator alone for its newest value. */
const parseFigure = (
  figure: string,
  catalogue: Catalogue,
): { indicator: string; period: string | undefined } => {
  const parts = figure
    .split('/')
    .filter((part) => catalogue.plans.every((p) => p.code !== part) && !/^\d{6}$/.test(part))
  const [indicator, period] = parts
  if (indicator === undefined || parts.length > 2) throw unknownFigure(figure)
  return { indicator, period: period === undefined ? undefined : parsePeriod(period) }
}

const inputsOf = ({ inputs, alternatives }: IndicatorValue): readonly string[] => [
  ...inputs,
  ...alternatives.flatMap((a) => a.inputs),
]

const explainIndicator = async (
  figure: string,
  { plan, asOf, app }: Asked,
  session: Session,
): Promise<Explained> => {
  const { indicator, period } = parseFigure(figure, app.catalogue)
  const variables = listPlanVariables(plan)
  const { region } = plan
  const observations = await listObservations(app.storage.db, { asOf, variables, region })
  const found = assessPlan({ plan, region, asOf }, observations).find((a) => a.indicator.code === indicator)
  if (!found) throw unknownFigure(figure)
  const values =
    period === undefined ? found.values.slice(-1) : found.values.filter((v) => v.period === period)
  if (values.length === 0) throw noFigure(figure, asOf)
  const own = period === undefined || found.assessment.period === period
  const inputs = observations.filter((o) => values.some((v) => inputsOf(v).includes(o.id)))
  return {
    figure,
    indicator: { code: found.indicator.code, name: found.indicator.name, unit: found.indicator.unit },
    asOf,
    values: values.map((v) => describeValue(v, session)),
    derivation: own ? say(session, found.assessment.derivation) : null,
    reasons: own ? found.assessment.reasons.map((r) => say(session, r)) : [],
    sources: (await listSources(app, inputs)).map((s) => describeSource(s, session)),
  }
}

const explainObservation = async (
  figure: string,
  { app, asOf }: Asked,
  session: Session,
): Promise<Explained> => {
  const observation = await findObservation(app.storage.db, figure)
  if (!observation) throw unknownFigure(figure)
  const sources = (await listSources(app, [observation])).map((s) => describeSource(s, session))
  return { figure, indicator: null, asOf, values: [], derivation: null, reasons: [], sources }
}

const explainWarning = async (figure: string, asked: Asked, session: Session): Promise<Explained> => {
  const stored = await listWarnings(asked.app.storage.db, { asOf: asked.asOf })
  const warning = stored.find((w) => w.number === figure)
  const last = warning?.events.at(-1)
  if (!warning || !last) throw unknownFigure(figure)
  const plan = choosePlan(asked.app.catalogue, warning.subject.plan)
  return explainIndicator(
    `${warning.subject.indicator}/${last.period}`,
    { ...asked, plan, asOf: last.on },
    session,
  )
}

const explain = async (figure: string, asked: Asked, session: Session): Promise<Explained> => {
  if (NUMBER.test(figure)) return explainWarning(figure, asked, session)
  return OBSERVATION.test(figure)
    ? explainObservation(figure, asked, session)
    : explainIndicator(figure, asked, session)
}

const titleOf = ({ figure, indicator, asOf }: Explained): Text =>
  indicator
    ? text(
        `${indicator.name}（${indicator.code}，${indicator.unit}），以 ${asOf} 所知为准`,
        `${indicator.name} (${indicator.code}, ${indicator.unit}), as known on ${asOf}`,
      )
    : text(`观测值 ${figure}`, `observation ${figure}`)

const render = (explained: Explained, session: Session): string[] => {
  const { values, derivation, sources } = explained
  const colon = session.language === 'zh' ? '：' : ': '
  const [another, derived] = [text('另一版本', 'another vintage'), text('推导', 'derivation')].map((word) =>
    say(session, word),
  )
  return [
    say(session, titleOf(explained)),
    ...values.flatMap((v) => [
      `${v.period}${colon}${formatShort(v.value)} ← ${v.computation}`,
      ...v.alternatives.map((a) => `  ${another}${colon}${formatShort(a.value)} ← ${a.computation}`),
    ]),
    ...(derivation === null ? [] : [`${derived}${colon}${derivation}`]),
    ...sources.flatMap((source) => renderSource(source, session)),
  ]
}

export const addExplain: AddCommand = (program, session) =>
  void program
    .command('explain')
    .description('一个数字的来历：算法、版本，直到文件、工作表和单元格')
    .argument('<figure>', '指标/报告期、预警编号，或观测值编号')
    .option('--plan <code>', '计划代码')
    .option('--as-of <day>', '以某日所知为准（默认：今天）')
    .option('--json', '输出 JSON')
    .action(async (figure: string, raw: unknown) => {
      const options = parseOptions(schema, raw)
      const app = await session.open()
      const plan = choosePlan(app.catalogue, options.plan)
      const asOf = options.asOf ?? app.clock.today()
      const explained = await explain(figure, { plan, asOf, app }, session)
      if (options.json) printJson(session, explained)
      else printLines(session, render(explained, session))
    })
