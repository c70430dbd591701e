/** Knows the receipt that lies beside a file from the inbox: for people, and as JSON. */
import { HELD, isHeld } from '../../indicators/desk.ts'
import { describeFindings, renderFinding } from '../../indicators/finding-text.ts'
import { OUTCOMES, type Outcome } from '../../indicators/submission.ts'
import type { Language } from '../../indicators/text.ts'
import type { Arrival } from '../../storage/arrivals.ts'
import type { StoredSubmission } from '../../storage/submissions.ts'

/** What became of an arrival: a file that repeats another is not counted again. */
export const outcomeOf = ({ repeated }: Pick<Arrival, 'repeated'>, { outcome }: StoredSubmission): Outcome =>
  repeated ? 'duplicate' : outcome

export interface ReceiptMatter {
  readonly arrival: Arrival
  readonly submission: StoredSubmission
  /** Name of the returned workbook beside it; null when there is none. */
  readonly returned: string | null
  /** Names of unit and forms; null or none where they were not recognised. */
  readonly names: { readonly unit: string | null; readonly forms: readonly string[] }
  /** The instant of receipt as the clock on the wall showed it. */
  readonly received: string
}

/** The receipt for programs: as `ingest --json` tells it, without the figures, with the hour of receipt; the returned workbook by its name beside it. */
export const describeReceipt = (
  { arrival, submission, returned, received }: ReceiptMatter,
  language: Language,
) => ({
  id: submission.id,
  file: arrival.file,
  sha256: arrival.sha256,
  received,
  outcome: outcomeOf(arrival, submission),
  unit: submission.unit,
  period: submission.period,
  form: submission.form,
  forms: submission.forms,
  known: submission.known,
  counts: submission.counts,
  held: isHeld({ submission, decisions: [] }),
  returnFile: returned,
  findings: describeFindings(submission.findings, [], language),
})

const COUNTS = {
  zh: ({ read, accepted, rejected, unchanged }: StoredSubmission['counts']) =>
    `读取 ${read} = 接收 ${accepted} + 拒收 ${rejected} + 未变 ${unchanged}`,
  en: ({ read, accepted, rejected, unchanged }: StoredSubmission['counts']) =>
    `read ${read} = accepted ${accepted} + rejected ${rejected} + unchanged ${unchanged}`,
}

const WORDS = {
  zh: {
    comma: '、',
    title: '报送回执',
    file: '文件',
    id: '报送编号',
    received: '收到时间（北京时间）',
    outcome: '结果',
    unit: '填报单位',
    form: '表式',
    period: '报告期',
    counts: '数值',
    returned: '审核结果工作簿',
    repeated: '内容与上述编号的报送完全相同，没有重复计入；以下是那一次的结果',
    findings: (n: number) => (n === 0 ? '没有审核结果' : `审核结果 ${n} 条`),
    unknown: '未能识别',
  },
  en: {
    comma: ', ',
    title: 'Receipt of a submission',
    file: 'file',
    id: 'submission',
    received: 'received (Beijing time)',
    outcome: 'outcome',
    unit: 'reporting unit',
    form: 'form',
    period: 'period',
    counts: 'figures',
    returned: 'workbook with findings',
    repeated:
      'The same bytes came before under this number and are not counted again; what follows is their outcome',
    findings: (n: number) => (n === 0 ? 'no findings' : `${n} findings`),
    unknown: 'not recognised',
  },
} as const

const named = (code: string | null, name: string | null): string | null =>
  code === null || name === null ? code : `${name} ${code}`

/** The receipt for people. */
export const renderReceipt = (matter: ReceiptMatter, language: Language): string => {
  const { arrival, submission, returned, received, names } = matter
  const words = WORDS[language]
  const held = isHeld({ submission, decisions: [] })
  const lines: [string, string][] = [
    [words.file, arrival.file],
    [words.id, submission.id],
    [words.received, received],
    [words.outcome, OUTCOMES[outcomeOf(arrival, submission)][language]],
    [words.unit, named(submission.unit, names.unit) ?? words.unknown],
    [words.form, names.forms.join(words.comma) || words.unknown],
    [words.period, submission.period ?? words.unknown],
    [words.counts, `${COUNTS[language](submission.counts)}${held ? HELD[language] : ''}`],
    ...(returned === null ? [] : [[words.returned, returned] satisfies [string, string]]),
  ]
  const findings = describeFindings(submission.findings, [], language)
  return [
    words.title,
    '',
    ...lines.map(([name, value]) => (language === 'zh' ? `${name}：${value}` : `${name}: ${value}`)),
    ...(arrival.repeated ? ['', words.repeated] : []),
    '',
    words.findings(findings.length),
    ...findings.map((finding) => renderFinding(finding, language)),
    '',
  ].join('\r\n')
}
