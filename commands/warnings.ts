/** Knows the command `warnings`: the warnings as they stood on a day, and one with its whole history. */
import { z } from 'zod'
import { InputError } from '../indicators/input-error.ts'
import { text } from '../indicators/text.ts'
import { foldWarning } from '../indicators/warnings/warning-log.ts'
import { readPlan } from '../jobs/read-plan.ts'
import { readWarning } from '../jobs/warning/warning-step.ts'
import { findLogBreak, readWarningHead, type Seal } from '../storage/warning-chain.ts'
import { listWarnings } from '../storage/warnings.ts'
import { dayOption, jsonOption, planOption, parseOptions } from './options.ts'
import { printJson, printLines, type AddCommand } from './session.ts'
import { describeWarning, renderWarning, renderWarnings } from './warning-text.ts'

const listSchema = z.object({ plan: planOption, asOf: dayOption, json: jsonOption })
const showSchema = z.object({ asOf: dayOption, json: jsonOption })

const addList: AddCommand = (program, session) =>
  void program
    .command('list', { isDefault: true })
    .description('列出预警')
    .option('--plan <code>', '计划代码（默认：全部计划）')
    .option('--as-of <day>', '以某日为准（默认：今天）')
    .option('--json', '输出 JSON')
    .action(async (raw: unknown) => {
      const options = parseOptions(listSchema, raw)
      const { catalogue, storage, clock } = await session.open()
      const asOf = options.asOf ?? clock.today()
      const chosen = options.plan === undefined ? undefined : readPlan(catalogue, options.plan).code
      const stored = await listWarnings(storage.db, { asOf, ...(chosen ? { plan: chosen } : {}) })
      const warnings = stored.flatMap(
        (w) => foldWarning(w, { plan: readPlan(catalogue, w.subject.plan), asOf }) ?? [],
      )
      if (options.json)
        return printJson(session, {
          warnings: warnings.map((w) => describeWarning(w, catalogue.plans, session)),
          log: await readWarningHead(storage.db),
        })
      printLines(session, renderWarnings(warnings, catalogue.plans, session))
    })

const addShow: AddCommand = (program, session) =>
  void program
    .command('show')
    .description('一件预警的全部经过：何人、何时、做了什么、怎么说的')
    .argument('<number>', '预警编号')
    .option('--as-of <day>', '以某日为准（默认：今天）')
    .option('--json', '输出 JSON')
    .action(async (number: string, raw: unknown) => {
      const options = parseOptions(showSchema, raw)
      const app = await session.open()
      const asOf = options.asOf ?? app.clock.today()
      const { warning } = await readWarning(app, { number, asOf })
      const { plans } = app.catalogue
      if (options.json) return printJson(session, { warning: describeWarning(warning, plans, session) })
      printLines(session, renderWarning(warning, plans, session))
    })

const NOTED = /^(\d{1,9}):([0-9a-f]{64})$/

/** A seal as it stands on a notice or a receipt. @throws InputError */
const parseSeal = (raw: string): Seal => {
  const [, place, hash] = NOTED.exec(raw) ?? []
  if (place !== undefined && hash !== undefined) return { place: Number(place), hash }
  const expected = text('「条数:校验值」，如通知单上所印', 'place:hash, as printed on a notice or a receipt')
  throw new InputError([{ where: text('封存值', 'seal'), found: raw, expected }])
}

const addSeal: AddCommand = (program, session) =>
  void program
    .command('seal')
    .description('预警日志的封存值；给出通知单或回执上的封存值，则核对日志到那一条是否仍与当时相同')
    .argument('[seal]', '条数:校验值')
    .option('--json', '输出 JSON')
    .action(async (noted: string | undefined, raw: unknown) => {
      const { json } = parseOptions(z.object({ json: jsonOption }), raw)
      const anchor = noted === undefined ? undefined : parseSeal(noted)
      const { storage } = await session.open()
      const head = await readWarningHead(storage.db)
      const broken = await findLogBreak(storage.db, anchor)
      if (broken) session.exit(1)
      if (json) return printJson(session, { head, whole: broken === undefined, broken: broken ?? null })
      const zh = session.language === 'zh'
      const whole = zh ? '日志完整，与所给封存值相符' : 'the log is whole and the one that was sealed'
      const at = zh
        ? `日志第 ${broken?.place} 条起与写下时不符`
        : `not as written from place ${broken?.place} on`
      printLines(session, [`${head.place}:${head.hash}`, broken ? at : whole])
    })

export const addWarnings: AddCommand = (program, session) => {
  const warnings = program.command('warnings').description('预警')
  for (const add of [addList, addShow, addSeal]) add(warnings, session)
}
