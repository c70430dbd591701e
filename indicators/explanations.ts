/** Knows which explanations hold for the findings of a submission: those that came with it, and those given before for the same. */
import { judgeExplanation, type ExplanationVerdict } from './edit-rules/explanation.ts'
import type { Finding } from './finding.ts'
import type { Submission } from './submission.ts'
import { text, type Text } from './text.ts'

/** An explanation that was accepted. */
export interface GivenExplanation {
  readonly finding: Finding
  readonly text: string
  /** The submission on which it was given. */
  readonly submission: string
}

/** What the unit wrote beside a finding of an earlier submission, and where. */
export interface Answer {
  /** Number of the finding in that submission. */
  readonly finding: number
  readonly text: string
  readonly sheet: string
  readonly cell: string
}

/** A returned workbook that came back. */
export interface AnsweredReturn {
  /** The id that the return bears. */
  readonly id: string
  /** The submission of this id; undefined when there is none. */
  readonly submission: Submission | undefined
  readonly answers: readonly Answer[]
}

export interface ExplanationQuestion {
  /** The submission that has just come in, with its findings. */
  readonly submission: Pick<Submission, 'unit' | 'forms' | 'findings'>
  readonly returned: AnsweredReturn | undefined
  /** Accepted before on submissions of the unit for this form and period, oldest first. */
  readonly remembered: readonly GivenExplanation[]
  /** What the unit wrote for other periods: a copy of it explains nothing. */
  readonly earlier: readonly string[]
}

/** An explanation that holds for a finding of the submission. */
export interface HeldExplanation {
  /** Number of the finding, from 1. */
  readonly finding: number
  readonly text: string
  /** The submission on which it was given before; null when it came with this one. */
  readonly givenIn: string | null
}

export interface HeldExplanations {
  readonly held: readonly HeldExplanation[]
  /** Why what was written is not taken. */
  readonly findings: readonly Finding[]
}

type Rejected = Extract<ExplanationVerdict, { accepted: false }>

/** What an explanation explains: the rule, and the figure as it is. */
const identityOf = ({ rule, sheet, cell, found, about }: Finding): string =>
  JSON.stringify(
    about
      ? [rule, about.variable, about.region, about.period, about.measure, about.basis]
      : [rule, sheet, cell, found],
  )

/** The same without the figure: what was asked, whatever the answer. */
const questionOf = ({ rule, sheet, cell, about }: Finding): string =>
  JSON.stringify(
    about ? [rule, about.variable, about.region, about.period, about.measure] : [rule, sheet, cell],
  )

const say = (answer: Answer, rule: string, said: { found: string; expected: Text }): Finding => ({
  rule: `explain.${rule}`,
  class: 'notice',
  sheet: answer.sheet,
  cell: answer.cell,
  ...said,
})

const quoted = ({ finding, text: written }: Answer): string =>
  `第 ${finding} 条的说明${written === '' ? '为空' : `「${written}」`}`

const sayRejected = (answer: Answer, { fault, found, expected }: Rejected): Finding =>
  say(answer, fault, {
    found: fault === 'copy' ? `${quoted(answer)}与以往的说明「${found}」相同` : quoted(answer),
    expected,
  })

const sayChanged = (answer: Answer): Finding =>
  say(answer, 'changed', {
    found: `${quoted(answer)}是针对原来的数写的，该数已有变动`,
    expected: text('针对现数的说明', 'an explanation of the figure as it is now'),
  })

const isAnswerable = (
  { submission: answered }: AnsweredReturn,
  { unit, forms }: ExplanationQuestion['submission'],
): boolean =>
  answered !== undefined &&
  (answered.unit === null || answered.unit === unit) &&
  (answered.forms.length === 0 || answered.forms.some((form) => forms.includes(form)))

const sayForeign = ({ id, answers }: AnsweredReturn): readonly Finding[] => {
  const first = answers.find((a) => a.text !== '')
  return first
    ? [
        say(first, 'foreign', {
          found: `说明所附的《审核结果》属于报送 ${id === '' ? '（未注明）' : id}`,
          expected: text(
            '本单位同一报表的审核结果',
            'the result sheet of a submission of this unit and form',
          ),
        }),
      ]
    : []
}

const itemOf = ({ sheet, cell, about }: Finding): string =>
  JSON.stringify(about ? [about.variable, about.region] : [sheet, cell])

/**
 * What the unit wrote for other indicators of the report, on other submissions than `own`: copied, it explains nothing.
 * Within one submission a cause that findings have in common may be told in the same words.
 */
export const listTextsOfOthers = (
  finding: Finding,
  given: readonly GivenExplanation[],
  own?: string,
): readonly string[] =>
  given.filter((g) => g.submission !== own && itemOf(g.finding) !== itemOf(finding)).map((g) => g.text)

interface Asked {
  readonly number: number
  readonly finding: Finding
}

/** What the answers in the workbook say to one finding of the submission. */
const judgeAnswer = (
  { finding, number }: Asked,
  answered: readonly { readonly to: Finding; readonly answer: Answer }[],
  earlier: readonly string[],
): HeldExplanation | Finding | undefined => {
  const same = answered.find(({ to }) => identityOf(to) === identityOf(finding))
  if (!same) {
    const other = answered.find(
      ({ to, answer }) => answer.text !== '' && questionOf(to) === questionOf(finding),
    )
    return other && sayChanged(other.answer)
  }
  const verdict = judgeExplanation(same.answer.text, earlier)
  return verdict.accepted
    ? { finding: number, text: same.answer.text, givenIn: null }
    : sayRejected(same.answer, verdict)
}

/**
 * The explanations that hold for the 核实性 findings of a submission. One that came with it in the returned workbook is
 * judged: empty, filler or a copy of another period's or another indicator's is not taken, and a finding says why. One that was accepted before
 * holds on for the same figure failing the same rule; of a figure that has changed it is asked anew.
 */
export const holdExplanations = (question: ExplanationQuestion): HeldExplanations => {
  const { submission, returned, remembered, earlier } = question
  const isOwn = returned !== undefined && isAnswerable(returned, submission)
  const answered = (isOwn ? returned.answers : []).flatMap((answer) => {
    const to = returned?.submission?.findings[answer.finding - 1]
    return to ? [{ to, answer }] : []
  })
  const memory = new Map(remembered.map((given) => [identityOf(given.finding), given]))
  const held: HeldExplanation[] = []
  const findings: Finding[] = returned && !isOwn ? [...sayForeign(returned)] : []
  submission.findings.forEach((finding, index) => {
    if (finding.class !== 'verification') return
    const others = listTextsOfOthers(finding, remembered)
    const said = judgeAnswer({ finding, number: index + 1 }, answered, [...earlier, ...others])
    const before = memory.get(identityOf(finding))
    if (said && 'givenIn' in said) held.push(said)
    else if (before) held.push({ finding: index + 1, text: before.text, givenIn: before.submission })
    else if (said) findings.push(said)
  })
  return { held, findings }
}
