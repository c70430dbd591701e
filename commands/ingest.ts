/** Knows the command `ingest`: workbooks in, a receipt for each out. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { parsed } from '../indicators/schema.ts'
import { parseFormCode, parseReportingUnitCode } from '../indicators/codes.ts'
import type { ReadObservation } from '../indicators/observation.ts'
import type { Day } from '../indicators/period.ts'
import { OUTCOMES, type Counts } from '../indicators/submission.ts'
import type { IngestPayload } from '../jobs/ingest.ts'
import { readOriginalSubmission } from '../jobs/submission/read-original.ts'
import { returnFile } from '../jobs/submission/return-request.ts'
import { settleSubmitted } from '../jobs/ledger/settle.ts'
import { submissionOf, submitWorkbook, type Submitted } from '../jobs/submission/submit.ts'
import { listDecisions } from '../storage/decisions.ts'
import { explainFileFault } from '../storage/file-fault.ts'
import { findSubmission } from '../storage/submissions.ts'
import { describeFindings, renderFinding } from '../indicators/finding-text.ts'
import { dayOption, jsonOption, parseOptions, periodOption } from './options.ts'
import { printJson, printLines, say, type AddCommand, type Opened, type Session } from './session.ts'

const schema = z.object({
  unit: parsed(parseReportingUnitCode).optional(),
  period: periodOption.optional(),
  form: parsed(parseFormCode).optional(),
  published: dayOption,
  json: jsonOption,
})
type Options = z.output<typeof schema>

const describeObservation = (o: ReadObservation) => ({
  variable: o.variable,
  region: o.region,
  period: o.period,
  measure: o.measure,
  value: 'value' in o.figure ? o.figure.value : null,
  ...('value' in o.figure ? { bound: o.figure.bound } : { missing: o.figure.missing }),
  unit: o.unit,
  status: o.status,
  sheet: o.sheet,
  cell: o.cell,
  ...(o.synthetic ? { synthetic: true } : {}),
})

/** A duplicate is not read again: what it holds is known. */
const duplicateCounts = ({ read }: Counts): Counts => ({ read, accepted: 0, rejected: 0, unchanged: read })

const describe = async (
  submitted: Submitted,
  { bytes, file, given }: { bytes: Uint8Array; file: string; given: IngestPayload['given'] },
  { app, session }: { app: Opened; session: Session },
) => {
  const id = submissionOf(submitted)
  const stored = await findSubmission(app.storage.db, id)
  if (!stored) throw new Error(`the submission ${id} was not stored: see the ledger (jobs)`)
  const decisions = await listDecisions(app.storage.db, id)
  const duplicate = submitted.kind === 'duplicate'
  const kept = stored.outcome === 'accepted' || stored.outcome === 'to-explain'
  const read = kept && !duplicate ? await readOriginalSubmission(bytes, { ...stored, given }, app) : null
  return {
    id,
    file,
    sha256: stored.sha256,
    outcome: duplicate ? ('duplicate' as const) : stored.outcome,
    unit: stored.unit,
    period: stored.period,
    form: stored.form,
    known: stored.known,
    counts: duplicate ? duplicateCounts(stored.counts) : stored.counts,
    returnFile: duplicate || stored.outcome === 'accepted' ? null : join(app.directory, returnFile(id)),
    findings: duplicate ? [] : describeFindings(stored.findings, decisions, session.language),
    observations: (read?.reading.observations ?? []).map(describeObservation),
  }
}
type Receipt = Awaited<ReturnType<typeof describe>>

const renderReceipt = (receipt: Receipt, session: Session): string[] => {
  const { counts, outcome } = receipt
  const parts = [receipt.unit, receipt.form, receipt.period].filter((part) => part !== null).join(' · ')
  const figures =
    session.language === 'zh'
      ? `读取 ${counts.read} = 接收 ${counts.accepted} + 拒收 ${counts.rejected} + 未变 ${counts.unchanged}`
      : `read ${counts.read} = accepted ${counts.accepted} + rejected ${counts.rejected} + unchanged ${counts.unchanged}`
  return [
    `${say(session, OUTCOMES[outcome])}  ${receipt.file}  ${parts}  [${receipt.id}]`,
    `  ${figures}`,
    ...(receipt.returnFile === null
      ? []
      : [
          `  ${session.language === 'zh' ? '审核结果工作簿：' : 'workbook with findings: '}${receipt.returnFile}`,
        ]),
    ...receipt.findings.map((finding) => `  ${renderFinding(finding, session.language)}`),
  ]
}

const ingestFile = async (
  file: string,
  options: Options & { published?: Day | undefined },
  { app, session }: { app: Opened; session: Session },
): Promise<Receipt> => {
  const { unit, period, form, published } = options
  const given = { unit, period, form }
  const bytes = await readFile(file).catch((error: unknown) => {
    throw explainFileFault(error, file)
  })
  const submitted = await submitWorkbook(
    { file, bytes, given, ...(published ? { known: published } : {}) },
    app,
  )
  await settleSubmitted(app, 'cli', submitted)
  return describe(submitted, { bytes, file, given }, { app, session })
}

export const addIngest: AddCommand = (program, session) =>
  void program
    .command('ingest')
    .description('报送工作簿：读取、审核、入库，并据此重新评价')
    .argument('<file...>', '工作簿（.xlsx .xls .csv）')
    .option('--unit <code>', '填报单位（默认：从文件中读取）')
    .option('--period <period>', '报告期，如 2020-07（默认：从文件中读取）')
    .option('--form <code>', '表式（默认：自动识别）')
    .option('--published <day>', '数据公布日期（默认：今天）')
    .option('--wait', '等到后续作业全部完成（总是如此；常驻服务在运行时与它分担）')
    .option('--json', '输出 JSON')
    .action(async (files: string[], raw: unknown) => {
      const options = parseOptions(schema, raw)
      const app = await session.open()
      const receipts: Receipt[] = []
      for (const file of files) receipts.push(await ingestFile(file, options, { app, session }))
      if (receipts.some((r) => r.outcome === 'refused' || r.outcome === 'returned')) session.exit(1)
      if (options.json) return printJson(session, { submissions: receipts })
      printLines(
        session,
        receipts.flatMap((receipt) => renderReceipt(receipt, session)),
      )
    })
