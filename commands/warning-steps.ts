/** Knows the commands that take a warning further: ack, respond, review, close, silence, unsilence. None of them moves a light. */
import type { Command } from 'commander'
import { z } from 'zod'
import { InputError, NOT_GIVEN } from '../indicators/input-error.ts'
import { parseDay } from '../indicators/period.ts'
import { parsed } from '../indicators/schema.ts'
import { text } from '../indicators/text.ts'
import type { Wish } from '../indicators/warnings/act.ts'
import { settleJobs } from '../jobs/ledger/settle.ts'
import { takeWarningSteps } from '../jobs/warning/warning-step.ts'
import { BY_OPTION, actorOf } from './actor.ts'
import { jsonOption, parseOptions } from './options.ts'
import { printJson, type AddCommand, type Session } from './session.ts'
import { describeWarning, printTaken } from './warning-text.ts'

const common = { by: z.string().optional(), json: jsonOption }

interface Asked {
  readonly number: string
  readonly wish: Wish
  readonly given: { readonly by?: string | undefined; readonly json: boolean }
}

const step = async ({ number, wish, given }: Asked, session: Session): Promise<void> => {
  const actor = actorOf(given.by, session)
  const app = await session.open()
  const taken = await takeWarningSteps(app, number, [{ wish, actor }])
  await settleJobs(app, { worker: 'cli', jobs: taken.jobs })
  if (!given.json) return printTaken(taken, session)
  printJson(session, {
    warning: describeWarning(taken.warning, app.catalogue.plans, session),
    seal: taken.seal,
  })
}

/** A command on one warning, with what they all take. */
const addStep = (program: Command, name: string, description: string): Command =>
  program
    .command(name)
    .description(description)
    .argument('<number>', '预警编号')
    .option(...BY_OPTION)
    .option('--json', '输出 JSON')

const textSchema = z.object({ ...common, text: z.string().default('') })

export const addAck: AddCommand = (program, session) =>
  void addStep(program, 'ack', '责任单位签收预警通知单')
    .option('--text <text>', '附言')
    .action((number: string, raw: unknown) => {
      const { text: words, ...given } = parseOptions(textSchema, raw)
      return step({ number, wish: { kind: 'acknowledged', text: words }, given }, session)
    })

const respondSchema = z.object({
  ...common,
  cause: z.string(),
  measures: z.string(),
  due: parsed(parseDay),
})

export const addRespond: AddCommand = (program, session) =>
  void addStep(program, 'respond', '责任单位答复：原因、措施、完成时限')
    .requiredOption('--cause <text>', '原因')
    .requiredOption('--measures <text>', '措施')
    .requiredOption('--due <day>', '完成时限')
    .action((number: string, raw: unknown) => {
      const { cause, measures, due, ...given } = parseOptions(respondSchema, raw)
      return step({ number, wish: { kind: 'explained', cause, measures, due }, given }, session)
    })

const reviewSchema = textSchema.extend({
  pass: z.boolean().default(false),
  reject: z.boolean().default(false),
})

export const addReview: AddCommand = (program, session) =>
  void addStep(program, 'review', '复核答复；不通过则须重新答复')
    .option('--pass', '复核通过')
    .option('--reject', '复核不通过')
    .requiredOption('--text <text>', '复核意见或不通过的理由')
    .action((number: string, raw: unknown) => {
      const { pass, reject, text: words, ...given } = parseOptions(reviewSchema, raw)
      if (pass === reject)
        throw new InputError([
          {
            where: text('选项 --pass、--reject', 'options --pass, --reject'),
            found: pass ? '--pass --reject' : NOT_GIVEN,
            expected: text('其中之一', 'one of them'),
          },
        ])
      return step({ number, wish: { kind: pass ? 'reviewed' : 'rejected', text: words }, given }, session)
    })

export const addClose: AddCommand = (program, session) =>
  void addStep(program, 'close', '销号：最新数值已达到进度，或者说明理由')
    .option('--reason <text>', '理由；最新数值未达到进度时必填')
    .action((number: string, raw: unknown) => {
      const { reason, ...given } = parseOptions(z.object({ ...common, reason: z.string().default('') }), raw)
      return step({ number, wish: { kind: 'closed', text: reason }, given }, session)
    })

const silenceSchema = z.object({ ...common, until: parsed(parseDay), reason: z.string(), owner: z.string() })

export const addSilence: AddCommand = (program, session) =>
  void addStep(program, 'silence', '静默到某日为止：灯号不变，周报中另列')
    .requiredOption('--until <day>', '静默的最后一天')
    .requiredOption('--reason <text>', '理由')
    .requiredOption('--owner <name>', '为静默负责的人')
    .action((number: string, raw: unknown) => {
      const { until, reason, owner, ...given } = parseOptions(silenceSchema, raw)
      return step({ number, wish: { kind: 'silenced', text: reason, owner, until }, given }, session)
    })

export const addUnsilence: AddCommand = (program, session) =>
  void addStep(program, 'unsilence', '解除静默')
    .requiredOption('--reason <text>', '理由')
    .action((number: string, raw: unknown) => {
      const { reason, ...given } = parseOptions(z.object({ ...common, reason: z.string() }), raw)
      return step({ number, wish: { kind: 'unsilenced', text: reason }, given }, session)
    })
