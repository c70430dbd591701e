/** Knows the command `plans`: which plans there are, what stands in one, whether the data are sound. */
import { readFile, stat } from 'node:fs/promises'
import { z } from 'zod'
import type { Catalogue } from '../indicators/catalogue.ts'
import { InputError } from '../indicators/input-error.ts'
import { listLadderGaps } from '../indicators/ladder.ts'
import { parseWithSchema } from '../indicators/schema.ts'
import { planSchema, type Plan } from '../indicators/plan.ts'
import { text, type Text } from '../indicators/text.ts'
import { checkSchedules } from '../jobs/schedule/slots.ts'
import { readSeeds } from '../storage/seeds.ts'
import { renderListing } from './columns.ts'
import { choosePlan, jsonOption, parseOptions } from './options.ts'
import { printJson, printLines, say, sayAll, type AddCommand, type Session } from './session.ts'

const schema = z.object({ json: jsonOption })

const HEADER = [
  text('代码', 'code'),
  text('版本', 'version'),
  text('指标数', 'indicators'),
  text('名称', 'name'),
]
const NONE = text('没有计划', 'no plans')

const renderPlan = (plan: Plan, session: Session): string[] => {
  const periods = [...new Set(plan.indicators.flatMap((i) => i.targets.map((t) => t.period)))].toSorted()
  const header = [
    text('代码', 'code'),
    text('指标', 'indicator'),
    text('单位', 'unit'),
    text('性质', 'kind'),
    text('基期', 'baseline'),
    ...periods.map((period) => text(period, period)),
    text('责任单位', 'responsible'),
  ]
  const rows = plan.indicators.map((i) => [
    i.code,
    i.name,
    i.unit,
    i.kind,
    i.baseline ? String(i.baseline.value) : '',
    ...periods.map((p) => i.targets.find((t) => t.period === p)?.printed ?? ''),
    sayAll(
      session,
      i.responsible.map((r) => r.name),
    ),
  ])
  const title = text(
    `${plan.name}（${plan.code}，版本 ${plan.version}）`,
    `${plan.name} (${plan.code}, version ${plan.version})`,
  )
  const none = text('没有指标', 'no indicators')
  return [say(session, title), '', ...renderListing({ header, rows, none }, session)]
}

const parseJson = (path: string, content: string): unknown => {
  try {
    return JSON.parse(content)
  } catch (error) {
    const found = error instanceof Error ? error.message.replaceAll(/\s+/g, ' ') : String(error)
    const expected = text('语法正确的 JSON 文件', 'a file of valid JSON')
    throw new InputError([{ where: text(path, path), found, expected }])
  }
}

/** @throws InputError where the schedule makes no sense, or a warning would reach nobody. */
const checkTogether = ({ plans, recipients, schedules }: Catalogue): Text => {
  checkSchedules(schedules)
  const gaps = plans.flatMap((plan) => listLadderGaps(plan, recipients))
  if (gaps.length > 0) throw new InputError(gaps)
  return text(`数据无误：${plans.length} 个计划`, `the data are sound: ${plans.length} plans`)
}

/** Checks a folder of seeds as a whole, or one plan file against its schema. */
const check = async (path: string | undefined, session: Session): Promise<Text> => {
  if (path === undefined) return checkTogether(await session.catalogue())
  if ((await stat(path)).isDirectory()) return checkTogether(await readSeeds(path))
  const result = parseWithSchema(planSchema, path, parseJson(path, await readFile(path, 'utf8')))
  if ('issues' in result) throw new InputError(result.issues)
  const { code, indicators } = result.data
  return text(
    `数据无误：${code}，${indicators.length} 项指标`,
    `the data are sound: ${code}, ${indicators.length} indicators`,
  )
}

export const addPlans: AddCommand = (program, session) => {
  const plans = program.command('plans').description('计划数据')
  plans
    .command('list', { isDefault: true })
    .description('列出计划')
    .option('--json', '输出 JSON')
    .action(async (raw: unknown) => {
      const { plans: all } = await session.catalogue()
      const rows = all.map((p) => ({
        code: p.code,
        name: p.name,
        version: p.version,
        indicators: p.indicators.length,
      }))
      if (parseOptions(schema, raw).json) return printJson(session, { plans: rows })
      const lines = rows.map((r) => [r.code, r.version, String(r.indicators), r.name])
      printLines(session, renderListing({ header: HEADER, rows: lines, none: NONE }, session))
    })
  plans
    .command('show')
    .description('一个计划的指标、目标和责任单位')
    .argument('[code]', '计划代码')
    .option('--json', '输出 JSON')
    .action(async (code: string | undefined, raw: unknown) => {
      const plan = choosePlan(await session.catalogue(), code)
      if (parseOptions(schema, raw).json) printJson(session, plan)
      else printLines(session, renderPlan(plan, session))
    })
  plans
    .command('check')
    .description('检查数据：程序自带的、某个文件夹的，或一个计划文件')
    .argument('[path]', '数据文件夹或 plan.json')
    .option('--json', '输出 JSON')
    .action(async (path: string | undefined, raw: unknown) => {
      const { json } = parseOptions(schema, raw)
      const sound = say(session, await check(path, session))
      if (json) printJson(session, { sound: true, text: sound })
      else printLines(session, [sound])
    })
}
