/** Knows the commands of the desk: explain a finding, release, accept, return. None of them can write a unit's figure. */
import { z } from 'zod'
import { DECISION_KINDS, listOpenFindings, type Wish } from '../indicators/desk.ts'
import { OUTCOMES } from '../indicators/submission.ts'
import { text, type Text } from '../indicators/text.ts'
import { readCase, takeStep } from '../jobs/submission/desk.ts'
import { settleJobs } from '../jobs/ledger/settle.ts'
import { actorOf, BY_OPTION } from './actor.ts'
import { parseNumber } from './given.ts'
import { jsonOption, parseOptions } from './options.ts'
import { printJson, printLines, say, type AddCommand, type Session } from './session.ts'

const TO_EXPLAIN = text('待说明', 'to be explained')
const TO_RELEASE = text('待放行', 'to be released')

const waitText = (word: Text, numbers: readonly number[]): Text =>
  text(`${word.zh}：第 ${numbers.join('、')} 条`, `${word.en}: ${numbers.join(', ')}`)

const FINDING = text('审核结果的编号', 'number of the finding')

const step = async (
  { id, wish, by, json }: { id: string; wish: Wish; by: string | undefined; json: boolean },
  session: Session,
): Promise<void> => {
  const actor = actorOf(by, session)
  const app = await session.open()
  const { decision, jobs } = await takeStep(app, { id, wish, actor })
  await settleJobs(app, { worker: 'desk', jobs })
  const after = await readCase(app.storage.db, id)
  const open = { explain: listOpenFindings(after, 'explained'), release: listOpenFindings(after, 'released') }
  if (json) return printJson(session, { decision, open })
  const waiting = [
    ...(open.explain.length > 0 ? [say(session, waitText(TO_EXPLAIN, open.explain))] : []),
    ...(open.release.length > 0 ? [say(session, waitText(TO_RELEASE, open.release))] : []),
  ]
  const colon = session.language === 'zh' ? '：' : ': '
  const done = `${say(session, DECISION_KINDS[decision.kind])}${colon}${id} → ${say(session, OUTCOMES[decision.outcome])}`
  printLines(session, [done, ...waiting])
}

const common = { by: z.string().optional(), json: jsonOption }
const reasonSchema = z.object({ ...common, reason: z.string().trim().min(1) })
const textSchema = z.object({ ...common, text: z.string() })

export const addExplainFinding: AddCommand = (program, session) =>
  void program
    .command('explain-finding')
    .description('填报单位说明一条核实性审核结果')
    .argument('<submission>', '报送编号')
    .argument('<number>', '第几条审核结果')
    .requiredOption('--text <text>', '说明')
    .option(...BY_OPTION)
    .option('--json', '输出 JSON')
    .action(async (id: string, number: string, raw: unknown) => {
      const { text: words, by, json } = parseOptions(textSchema, raw)
      const wish = { kind: 'explained', finding: parseNumber(number, FINDING), text: words } as const
      await step({ id, wish, by, json }, session)
    })

export const addRelease: AddCommand = (program, session) =>
  void program
    .command('release')
    .description('统计局放行一条准强制性审核结果')
    .argument('<submission>', '报送编号')
    .argument('<number>', '第几条审核结果')
    .requiredOption('--reason <text>', '理由')
    .option(...BY_OPTION)
    .option('--json', '输出 JSON')
    .action(async (id: string, number: string, raw: unknown) => {
      const { reason, by, json } = parseOptions(reasonSchema, raw)
      await step(
        { id, wish: { kind: 'released', finding: parseNumber(number, FINDING), text: reason }, by, json },
        session,
      )
    })

export const addAccept: AddCommand = (program, session) =>
  void program
    .command('accept')
    .description('统计局验收一次报送')
    .argument('<submission>', '报送编号')
    .option(...BY_OPTION)
    .option('--json', '输出 JSON')
    .action(async (id: string, raw: unknown) => {
      const { by, json } = parseOptions(z.object(common), raw)
      await step({ id, wish: { kind: 'accepted' }, by, json }, session)
    })

export const addReturn: AddCommand = (program, session) =>
  void program
    .command('return')
    .description('统计局退回一次报送，其数值不再计入')
    .argument('<submission>', '报送编号')
    .requiredOption('--reason <text>', '理由')
    .option(...BY_OPTION)
    .option('--json', '输出 JSON')
    .action(async (id: string, raw: unknown) => {
      const { reason, by, json } = parseOptions(reasonSchema, raw)
      await step({ id, wish: { kind: 'returned', text: reason }, by, json }, session)
    })
