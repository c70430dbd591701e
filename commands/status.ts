/** Knows the command `status`: the lights of a plan. */
import { z } from 'zod'
import { CLASSES, type Assessment } from '../indicators/assessment.ts'
import { formatPeriod } from '../indicators/derivation.ts'
import {
  DASH,
  findShownDecimals,
  formatBounded,
  formatFigure,
  formatPercent,
} from '../indicators/figure-text.ts'
import { lightWord } from '../indicators/light-word.ts'
import { LIGHTS } from '../indicators/light.ts'
import type { Plan } from '../indicators/plan.ts'
import { assessPlan, listPlanVariables } from '../indicators/plan-assessment.ts'
import { composeStatus } from '../indicators/status.ts'
import { text } from '../indicators/text.ts'
import { listObservations } from '../storage/observations.ts'
import { renderListing } from './columns.ts'
import {
  choosePlan,
  chooseRegion,
  dayOption,
  jsonOption,
  planOption,
  regionOption,
  parseOptions,
} from './options.ts'
import { printJson, printLines, say, type AddCommand, type Session } from './session.ts'

const schema = z.object({ plan: planOption, region: regionOption, asOf: dayOption, json: jsonOption })

const rowOf = (a: Assessment, least: number, session: Session): string[] => {
  const decimals = findShownDecimals(a.value?.value, a.planned?.value, least)
  return [
    `${LIGHTS[a.light].symbol} ${say(session, lightWord(a))}`,
    a.name,
    a.unit,
    a.period && a.value ? say(session, formatPeriod(a.period, a.value.basis)) : DASH,
    a.value ? say(session, formatBounded(formatFigure(a.value.value, decimals), a.value.bound)) : DASH,
    a.planned ? formatFigure(a.planned.value, Math.max(decimals, least + 1)) : DASH,
    formatPercent(a.progress),
    formatPercent(a.level),
    say(session, CLASSES[a.class]),
  ]
}

const HEADER = [
  text('灯号', 'light'),
  text('指标', 'indicator'),
  text('单位', 'unit'),
  text('报告期', 'period'),
  text('实际', 'actual'),
  text('路径', 'path'),
  text('P', 'P'),
  text('L', 'L'),
  text('分类', 'class'),
]
const NONE = text('没有指标', 'no indicators')

/** The lights as a table for people. */
const renderStatus = (plan: Plan, assessments: readonly Assessment[], session: Session): string[] => {
  const decimals = new Map(plan.indicators.map((i) => [i.code, i.decimals]))
  const rows = assessments.map((a) => rowOf(a, decimals.get(a.indicator) ?? 2, session))
  return renderListing({ header: HEADER, rows, none: NONE }, session)
}

export const addStatus: AddCommand = (program, session) =>
  void program
    .command('status')
    .description('各指标的灯号')
    .option('--plan <code>', '计划代码')
    .option('--region <region>', '地区代码或名称（默认：计划的地区）')
    .option('--as-of <day>', '以某日所知为准，如 2020-11-03（默认：今天）')
    .option('--json', '输出 JSON')
    .action(async (raw: unknown) => {
      const options = parseOptions(schema, raw)
      const { catalogue, storage, clock } = await session.open()
      const plan = choosePlan(catalogue, options.plan)
      const region = chooseRegion(catalogue, plan, options.region)
      const asOf = options.asOf ?? clock.today()
      const observations = await listObservations(storage.db, {
        asOf,
        region,
        variables: listPlanVariables(plan),
      })
      const assessments = assessPlan({ plan, region, asOf }, observations).map((a) => a.assessment)
      if (options.json) return printJson(session, composeStatus({ plan, assessments }, session.language))
      const title =
        session.language === 'zh' ? `${plan.name}（数据截至 ${asOf}）` : `${plan.code} as of ${asOf}`
      printLines(session, [title, '', ...renderStatus(plan, assessments, session)])
    })
