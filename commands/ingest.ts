/** Knows the command `ingest`: workbooks in, a receipt for each out. */
import { join } from 'node:path'
import { z } from 'zod'
import { parsed } from '../indicators/schema.ts'
import { HELD, isHeld } from '../indicators/desk.ts'
import { parseFormCode, parseReportingUnitCode } from '../indicators/codes.ts'
import type { ReadObservation } from '../indicators/observation.ts'
import { OUTCOMES, type Counts } from '../indicators/submission.ts'
import { InputError, type InputIssue } from '../indicators/input-error.ts'
import { listWrongGiven } from '../jobs/submission/check-given.ts'
import { readOriginalSubmission } from '../jobs/submission/read-original.ts'
import { returnFile } from '../jobs/submission/return-request.ts'
import { settleSubmitted } from '../jobs/ledger/settle.ts'
import { submissionOf, submitWorkbook, type Sent, type Submitted } from '../jobs/submission/submit.ts'
import { listDecisions } from '../storage/decisions.ts'
import { findSubmission, type StoredSubmission } from '../storage/submissions.ts'
import { describeFindings, renderFinding } from '../indicators/finding-text.ts'
import { readGiven } from './given.ts'
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

interface Ignored {
  readonly option: string
  readonly given: string
  readonly received: string | null
}

/** What was typed with a file that came before, and is not what it was received with. */
const listIgnored = ({ given, known }: Sent, of: StoredSubmission): readonly Ignored[] =>
  [
    { option: '--unit', given: given.unit, received: of.unit },
    { option: '--form', given: given.form, received: of.forms.find((f) => f === given.form) ?? of.form },
    { option: '--period', given: given.period, received: of.period },
    { option: '--published', given: known, received: of.known },
  ].flatMap(({ option, given: typed, received }) =>
    typed === undefined || typed === received ? [] : [{ option, given: typed, received }],
  )

/** A duplicate is not read again: what it holds is known. */
const duplicateCounts = ({ read }: Counts): Counts => ({ read, accepted: 0, rejected: 0, unchanged: read })

const describe = async (
  submitted: Submitted,
  sent: Sent,
  { app, session }: { app: Opened; session: Session },
) => {
  const id = submissionOf(submitted)
  const stored = await findSubmission(app.storage.db, id)
  if (!stored) throw new Error(`the submission ${id} was not stored: see the ledger (jobs)`)
  const decisions = await listDecisions(app.storage.db, id)
  const duplicate = submitted.kind === 'duplicate'
  const kept = stored.outcome === 'accepted' || stored.outcome === 'to-explain'
  const { bytes, file, given } = sent
  const read = kept && !duplicate ? await readOriginalSubmission(bytes, { ...stored, given }, app) : null
  return {
    id,
    file,
    sha256: stored.sha256,
    outcome: duplicate ? ('duplicate' as const) : stored.outcome,
    unit: stored.unit,
    period: stored.period,
    form: stored.form,
    forms: stored.forms,
    known: stored.known,
    counts: duplicate ? duplicateCounts(stored.counts) : stored.counts,
    held: isHeld({ submission: stored, decisions }),
    returnFile: duplicate || stored.outcome === 'accepted' ? null : join(app.directory, returnFile(id)),
    ignored: duplicate ? listIgnored(sent, stored) : [],
    findings: duplicate ? [] : describeFindings(stored.findings, decisions, session.language),
    observations: (read?.reading.observations ?? []).map(describeObservation),
  }
}
type Receipt = Awaited<ReturnType<typeof describe>>

const renderIgnored = ({ option, given, received }: Ignored, id: string, session: Session): string =>
  session.language === 'zh'
    ? `  ${option} ${given} 未采用：同一文件已按 ${received ?? '—'} 收到；要更改，先退回报送 ${id}，再重新报送`
    : `  ${option} ${given} was not used: the same file was received with ${received ?? '—'}; to change that, return the submission ${id} first`

const renderReceipt = (receipt: Receipt, session: Session): string[] => {
  const { counts, held, outcome } = receipt
  const parts = [receipt.unit, ...receipt.forms, receipt.period].filter((part) => part !== null).join(' · ')
  const figures =
    session.language === 'zh'
      ? `读取 ${counts.read} = 接收 ${counts.accepted} + 拒收 ${counts.rejected} + 未变 ${counts.unchanged}`
      : `read ${counts.read} = accepted ${counts.accepted} + rejected ${counts.rejected} + unchanged ${counts.unchanged}`
  return [
    `${say(session, OUTCOMES[outcome])}  ${receipt.file}  ${parts}  [${receipt.id}]`,
    `  ${figures}${held ? say(session, HELD) : ''}`,
    ...receipt.ignored.map((one) => renderIgnored(one, receipt.id, session)),
    ...(receipt.returnFile === null
      ? []
      : [
          `  ${session.language === 'zh' ? '审核结果工作簿：' : 'workbook with findings: '}${receipt.returnFile}`,
        ]),
    ...receipt.findings.map((finding) => `  ${renderFinding(finding, session.language)}`),
  ]
}

const readSent = async (file: string, { unit, period, form, published }: Options): Promise<Sent> => {
  const bytes = await readGiven(file)
  return { file, bytes, given: { unit, period, form }, ...(published ? { known: published } : {}) }
}

/** What was typed against the files themselves, of all files before the first is received. */
const checkGiven = async (files: readonly string[], options: Options, app: Opened): Promise<void> => {
  const { unit, period, form } = options
  if (unit === undefined && period === undefined && form === undefined) return
  const issues: InputIssue[] = []
  for (const file of files) issues.push(...(await listWrongGiven(await readSent(file, options), app)))
  if (issues.length > 0) throw new InputError(issues)
}

const ingestFile = async (
  file: string,
  options: Options,
  { app, session }: { app: Opened; session: Session },
): Promise<Receipt> => {
  const sent = await readSent(file, options)
  const submitted = await submitWorkbook(sent, app)
  await settleSubmitted(app, 'cli', submitted)
  return describe(submitted, sent, { app, session })
}

export const addIngest: AddCommand = (program, session) =>
  void program
    .command('ingest')
    .description('报送工作簿：读取、审核、入库，并据此重新评价')
    .argument('<file...>', '工作簿（.xlsx .xls .csv）')
    .option('--unit <code>', '填报单位（默认：从文件中读取；与文件所写不同的不接收）')
    .option('--period <period>', '报告期，如 2020-07（默认：从文件中读取；与文件所写不同的不接收）')
    .option('--form <code>', '表式（默认：自动识别；与文件所写不同的不接收）')
    .option('--published <day>', '数据公布日期（默认：今天）')
    .option('--wait', '等到后续作业全部完成（总是如此；常驻服务在运行时与它分担）')
    .option('--json', '输出 JSON')
    .action(async (files: string[], raw: unknown) => {
      const options = parseOptions(schema, raw)
      const app = await session.open()
      await checkGiven(files, options, app)
      const receipts: Receipt[] = []
      for (const file of files) receipts.push(await ingestFile(file, options, { app, session }))
      if (receipts.some((r) => r.outcome === 'refused' || r.outcome === 'returned')) session.exit(1)
      if (options.json) return printJson(session, { submissions: receipts })
      printLines(
        session,
        receipts.flatMap((receipt) => renderReceipt(receipt, session)),
      )
    })
