/** Knows the command `supervise`: the daily look at warnings that nobody signed for or answered in time. */
import { z } from 'zod'
import { dayText } from '../indicators/day-text.ts'
import type { Day } from '../indicators/period.ts'
import { settleRequest } from '../jobs/ledger/settle.ts'
import { superviseRequest } from '../jobs/supervise.ts'
import { listWarnings } from '../storage/warnings.ts'
import { choosePlan, jsonOption, parseOptions, planOption } from './options.ts'
import { printJson, printLines, say, type AddCommand } from './session.ts'

const schema = z.object({ plan: planOption, json: jsonOption })

/** What was done now, or that it was done before on that day: nothing goes up twice. */
const headOf = (
  { day, before, count }: { readonly day: Day; readonly before: boolean; readonly count: number },
  zh: boolean,
): readonly string[] => {
  const when = dayText(day)
  if (before) {
    const done = zh ? `${when.zh}已督办过，本次没有再做` : `done before on ${when.en}, nothing was done now`
    const rows = zh ? `；当日上报一级的 ${count} 件：` : `; ${count} went one step up that day:`
    return [count > 0 ? `${done}${rows}` : done]
  }
  if (count === 0) return [zh ? '没有逾期未签收、未答复的预警' : 'nothing is overdue']
  return [zh ? `上报一级 ${count} 件：` : `${count} went one step up:`]
}

export const addSupervise: AddCommand = (program, session) =>
  void program
    .command('supervise')
    .description('督办：到期未签收、未答复的预警上报一级，静默期满的补送通知单；每日一次，常驻服务自动执行')
    .option('--plan <code>', '计划代码')
    .option('--json', '输出 JSON')
    .action(async (raw: unknown) => {
      const options = parseOptions(schema, raw)
      const app = await session.open()
      const plan = choosePlan(app.catalogue, options.plan)
      const day = app.clock.today()
      const before = !(await settleRequest(app, 'cli', superviseRequest(plan.code, day)))
      const stored = await listWarnings(app.storage.db, { plan: plan.code })
      const overdue = stored.flatMap((w) =>
        w.events
          .filter((e) => e.kind === 'overdue' && e.on === day)
          .map((e) => ({ number: w.number, reasons: e.reasons.map((r) => say(session, r)) })),
      )
      if (options.json) return printJson(session, { day, doneBefore: before, escalated: overdue })
      const zh = session.language === 'zh'
      const rows = overdue.map((o) => `${o.number}  ${o.reasons.join(zh ? '；' : '; ')}`)
      printLines(session, [...headOf({ day, before, count: rows.length }, zh), ...rows])
    })
