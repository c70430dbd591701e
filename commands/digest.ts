/** Knows the command `digest`: the weekly message, looked at or sent. */
import { z } from 'zod'
import { parsed } from '../indicators/schema.ts'
import { openOutboxFolder } from '../alerts/outbox-folder.ts'
import { renderDigest } from '../alerts/render-digest.ts'
import { weekOf, parseWeek } from '../indicators/week.ts'
import { composeDigestMail, composeWeek } from '../jobs/digest.ts'
import { requestJobs, runLedger } from '../jobs/ledger.ts'
import { listOutbox } from '../storage/outbox.ts'
import { choosePlan, jsonOption, planOption, parseOptions } from './options.ts'
import { printJson, printLines, type AddCommand, type Opened } from './session.ts'

const schema = z.object({
  plan: planOption,
  week: parsed(parseWeek).optional(),
  send: z.boolean().default(false),
  output: z.string().optional(),
  json: jsonOption,
})

/** Sends the digests of a week through the ledger and returns where they went. */
export const sendWeek = async (
  app: Opened,
  plan: string,
  week: string,
): Promise<{ readonly files: readonly string[]; readonly before: boolean }> => {
  const request = { kind: 'digest' as const, key: `${plan}/${week}`, payload: { plan, week } }
  const before = (await requestJobs(app, [request])).length === 0
  const failed = (await runLedger(app, 'cli')).find((w) => w.error !== undefined)
  if (failed) throw failed.error
  const sent = await listOutbox(app.storage.db, { states: ['sent'] })
  const files = sent.filter((m) => m.key.startsWith(`digest:${plan}:${week}:`)).map((m) => m.detail)
  return { files, before }
}

export const addDigest: AddCommand = (program, session) =>
  void program
    .command('digest')
    .description('预警周报：不加 --send 只预览，不发送、不记录')
    .option('--plan <code>', '计划代码')
    .option('--week <week>', '周，如 2020-W45（默认：本周）')
    .option('--send', '发送给有新情况的收件人（写入发件箱文件夹）')
    .option('-o, --output <folder>', '把预览写成 .eml 文件')
    .option('--json', '输出 JSON')
    .action(async (raw: unknown) => {
      const options = parseOptions(schema, raw)
      const app = await session.open()
      const plan = choosePlan(app.catalogue, options.plan)
      const week = options.week ?? weekOf(session.clock.today())
      if (options.send) {
        const { files, before } = await sendWeek(app, plan.code, week.label)
        if (options.json) return printJson(session, { week: week.label, sentBefore: before, sent: files })
        if (files.length === 0) return printLines(session, ['没有新情况，不发送'])
        return printLines(session, [...(before ? ['本周周报以前已经发过，没有再发：'] : []), ...files])
      }
      const digests = await composeWeek(app, plan, week)
      const folder = options.output === undefined ? undefined : openOutboxFolder(options.output)
      const shown = await Promise.all(
        digests.map(async (digest) => {
          const { subject, text } = renderDigest(digest, session.language)
          const { key, body } = await composeDigestMail(digest, app)
          const recipient = digest.recipient.code
          const file = await folder?.send({
            key,
            week: week.label,
            recipient,
            mail: Buffer.from(body, 'utf8'),
          })
          return { recipient, subject, hasNews: digest.hasNews, file: file ?? null, text }
        }),
      )
      if (options.json) return printJson(session, { week: week.label, digests: shown })
      printLines(session, folder ? shown.map((s) => s.file ?? '') : shown.slice(0, 1).map((s) => s.text))
    })
