/** Knows what a return says to the unit: what each class asks, what the outcome means, what to do by when. */
import { byDayText } from '../../indicators/day-text.ts'
import { HELD } from '../../indicators/desk.ts'
import { CLASS_ORDER, FINDING_CLASSES, type Finding, type FindingClass } from '../../indicators/finding.ts'
import type { Day } from '../../indicators/period.ts'
import { OUTCOMES, type Counts, type Outcome, type Submission } from '../../indicators/submission.ts'

/** What to do about a finding of the class, as it stands in the comment of its cell. */
export const ACTIONS: Readonly<Record<FindingClass, string>> = {
  mandatory: '请更正后重新报送。',
  quasi_mandatory: '请核对更正；确属实际情况的，书面说明理由，由统计局审定。',
  verification: '请核实；有误的更正，无误的在《审核结果》“说明”栏写明具体原因。',
  notice: '供参考，不需答复。',
}

const OUTCOME_WORDS: Readonly<Record<Outcome, string>> = {
  accepted: '没有必须更正或说明的问题。',
  'to-explain': '有需要核实、说明或审定的问题，见下表。',
  returned: '全部数字未予采用，请更正后重新报送。',
  refused: '文件不能读取为报表，未采用任何数字，请按下列原因处理后重新报送。',
  duplicate: '与此前报送的文件完全相同，未作重复处理。',
}

/** 已退回。全部数字… */
export const outcomeSentence = (outcome: Outcome): string =>
  `${OUTCOMES[outcome].zh}。${OUTCOME_WORDS[outcome]}`

/** Of a submission that the bureau returned after its receipt nothing is taken any more. */
const countsNow = ({ outcome, counts }: Submission): Counts =>
  outcome === 'returned' ? { ...counts, accepted: 0, rejected: counts.rejected + counts.accepted } : counts

/** 读取 12 个＝… */
export const countsSentence = (submission: Submission, held: boolean): string => {
  const { read, accepted, rejected, unchanged } = countsNow(submission)
  return `读取数字 ${read} 个 ＝ 采用 ${accepted} 个 ＋ 未采用 ${rejected} 个 ＋ 与已有数字相同 ${unchanged} 个${held ? HELD.zh : ''}`
}

const countOf = (findings: readonly Finding[], one: FindingClass): number =>
  findings.filter((f) => f.class === one).length

/** 强制性 2 条、核实性 1 条. */
export const classCounts = (findings: readonly Finding[]): string =>
  CLASS_ORDER.filter((one) => countOf(findings, one) > 0)
    .map((one) => `${FINDING_CLASSES[one].zh} ${countOf(findings, one)} 条`)
    .join('、')

const POINTS: Readonly<Record<FindingClass, string>> = {
  mandatory: '强制性：必须更正。更正前本次报送不予采用。',
  quasi_mandatory:
    '准强制性：请核对更正。确属实际情况、不应更正的，书面说明理由，报统计局审定放行；未放行的不能通过验收。',
  verification:
    '核实性：请逐条核实。有误的更正；无误的在“说明”栏写明具体原因和影响（如政策调整、重点企业停产或新增、口径变化）。只填“核实无误”“情况属实”，或照抄以往说明的，视为未说明。',
  notice: '提示：供参考，不需答复。',
}

export interface Demand {
  readonly outcome: Outcome
  /** Findings that are not settled. */
  readonly findings: readonly Finding[]
  readonly replyBy: Day | undefined
  /** Whether cells of the unit's own sheets are marked in this file. */
  readonly marked: boolean
}

/** Whether the unit has anything to do: a file that was sent back or could not be read is always sent anew. */
const asksFor = ({ outcome, findings }: Pick<Demand, 'outcome' | 'findings'>): boolean =>
  outcome === 'refused' || outcome === 'returned' || findings.some((f) => f.class !== 'notice')

const deadline = ({ outcome, findings, replyBy }: Demand): readonly string[] => {
  if (replyBy === undefined) return []
  const answer = outcome === 'returned' || outcome === 'refused' ? '重新报送' : '答复'
  return asksFor({ outcome, findings }) ? [`请于${byDayText(replyBy).zh}${answer}。`] : []
}

/** The numbered points of 办理要求. */
export const listDemands = (demand: Demand): readonly string[] => {
  const { findings } = demand
  if (!asksFor(demand)) return ['未发现需要更正或说明的问题，不需办理。']
  return [
    ...deadline(demand),
    ...CLASS_ORDER.filter((one) => countOf(findings, one) > 0).map((one) => POINTS[one]),
    ...(demand.marked
      ? [
          '各表中有问题的单元格已加底色和边框（强制性为粗实线，准强制性为中实线，核实性为粗虚线，提示为细虚线），批注写明原因；点击“单元格”栏可跳转到该单元格。',
        ]
      : []),
    '数据由填报单位自行更正，统计局不代填、不代改。可在本文件各表中直接更正后报送（请保留《审核结果》表），也可在原报表中更正后报送。',
  ]
}
