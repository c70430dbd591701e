/** Knows the commands `submissions` and `findings`: what was received and what the checks found. */
import { z } from 'zod'
import { OUTCOMES } from '../indicators/submission.ts'
import { readCase } from '../jobs/desk.ts'
import { listSubmissions } from '../storage/submissions.ts'
import { renderColumns } from './columns.ts'
import { describeFinding, renderFinding } from './finding-text.ts'
import { jsonOption, parseOptions } from './options.ts'
import { printJson, printLines, say, type AddCommand } from './session.ts'

const schema = z.object({ json: jsonOption })

export const addSubmissions: AddCommand = (program, session) =>
  void program
    .command('submissions')
    .description('收到的报送')
    .option('--json', '输出 JSON')
    .action(async (raw: unknown) => {
      const { json } = parseOptions(schema, raw)
      const { storage } = await session.open()
      const submissions = await listSubmissions(storage.db)
      if (json)
        return printJson(session, {
          submissions: submissions.map(({ findings, ...s }) => ({ ...s, findings: findings.length })),
        })
      const header = ['编号', '公布日', '单位', '表式', '报告期', '结果', '读取', '接收', '未变', '文件']
      const rows = submissions.map((s) => [
        s.id,
        s.known,
        s.unit ?? '',
        s.form ?? '',
        s.period ?? '',
        say(session, OUTCOMES[s.outcome]),
        String(s.counts.read),
        String(s.counts.accepted),
        String(s.counts.unchanged),
        s.file,
      ])
      printLines(session, renderColumns(header, rows))
    })

export const addFindings: AddCommand = (program, session) =>
  void program
    .command('findings')
    .description('一次报送的审核结果')
    .argument('<submission>', '报送编号')
    .option('--json', '输出 JSON')
    .action(async (id: string, raw: unknown) => {
      const { json } = parseOptions(schema, raw)
      const { storage } = await session.open()
      const { submission, decisions } = await readCase(storage.db, id)
      const findings = submission.findings.map((f) => describeFinding(f, session.language))
      if (json) printJson(session, { submission: id, outcome: submission.outcome, findings, decisions })
      else
        printLines(
          session,
          findings.map((f) => renderFinding(f, session.language)),
        )
    })
