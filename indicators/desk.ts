/** Knows the desk of the bureau: which steps a submission may take, and what each leaves open. It never touches a figure. */
import { judgeExplanation } from './edit-rules/explanation.ts'
import type { HeldExplanation } from './explanations.ts'
import { FINDING_CLASSES, type FindingClass } from './finding.ts'
import { InputError, type InputIssue } from './input-error.ts'
import type { Day } from './period.ts'
import { OUTCOMES, type Outcome, type Submission } from './submission.ts'
import { text, type Text } from './text.ts'

export const DECISION_KINDS = {
  received: text('收到', 'received'),
  explained: text('说明', 'explained'),
  released: text('放行', 'released'),
  accepted: text('验收', 'accepted'),
  returned: text('退回', 'returned'),
} as const satisfies Record<string, Text>
export type DecisionKind = keyof typeof DECISION_KINDS

/** One step at the desk; steps are only ever appended. */
export interface Decision {
  readonly submission: string
  /** 1 for the receipt. */
  readonly sequence: number
  readonly on: Day
  readonly actor: string
  readonly kind: DecisionKind
  /** Number of the finding that an explanation or a release speaks of, from 1; null otherwise. */
  readonly finding: number | null
  readonly text: string
  /** The earlier submission on which an explanation was given that holds on; null for every other step. */
  readonly givenIn: string | null
  /** Where the submission stands after the step. */
  readonly outcome: Outcome
  /** Whether its figures count: a returned one's never do, one that waits for a release not yet. */
  readonly inForce: boolean
}

/** What someone wants to do. */
export type Wish =
  | { readonly kind: 'explained' | 'released'; readonly finding: number; readonly text: string }
  | { readonly kind: 'accepted' }
  | { readonly kind: 'returned'; readonly text: string }

export interface Case {
  readonly submission: Submission
  readonly decisions: readonly Decision[]
  /** The later submission that took its place; null when it is the newest. */
  readonly replacedBy: string | null
}

/** Of a step what settles a finding. */
type Settled = Pick<Decision, 'kind' | 'finding'>

/** The class that a step settles. */
const SETTLES: Readonly<Record<'explained' | 'released', FindingClass>> = {
  explained: 'verification',
  released: 'quasi_mandatory',
}

/** Numbers of the findings of a class that no step has settled yet. */
export const listOpenFindings = (
  { submission, decisions }: Pick<Case, 'submission'> & { readonly decisions: readonly Settled[] },
  kind: 'explained' | 'released',
): number[] =>
  submission.findings.flatMap((finding, index) =>
    finding.class === SETTLES[kind] && decisions.every((d) => d.kind !== kind || d.finding !== index + 1)
      ? [index + 1]
      : [],
  )

/** Whether a submission was received and counts for nothing before the bureau's release. */
export const isHeld = (one: Parameters<typeof listOpenFindings>[0]): boolean =>
  one.submission.outcome === 'to-explain' && listOpenFindings(one, 'released').length > 0

/** What stands beside the counts of one that is held: what is called taken does not count yet. */
export const HELD = text('（待放行，暂不计入）', ' (to be released, not counted yet)')

/** Where a submission stands when it comes in, and whether its figures count at once. */
export const receive = ({ outcome, findings }: Submission): Pick<Decision, 'outcome' | 'inForce'> => ({
  outcome,
  inForce:
    (outcome === 'accepted' || outcome === 'to-explain') &&
    findings.every((f) => f.class !== 'quasi_mandatory'),
})

/** Where a submission that was received stands: with nothing left to explain or release it is as good as a clean one. */
const standingOf = (
  submission: Submission,
  steps: readonly Settled[],
): Pick<Decision, 'outcome' | 'inForce'> => {
  const open = (kind: 'explained' | 'released') =>
    listOpenFindings({ submission, decisions: steps }, kind).length > 0
  const [explain, release] = [open('explained'), open('released')]
  return { outcome: explain || release ? 'to-explain' : 'accepted', inForce: !release }
}

type ExplanationStep = Pick<Decision, 'kind' | 'finding' | 'text' | 'givenIn' | 'outcome' | 'inForce'>

/** The steps of explanations that hold when a submission comes in; on one that is sent back they are kept for the next. */
export const explainOnReceipt = (
  submission: Submission,
  held: readonly HeldExplanation[],
): readonly ExplanationStep[] => {
  const standing = receive(submission)
  const isSentBack = standing.outcome === 'returned' || standing.outcome === 'refused'
  return held.map(({ finding, text: said, givenIn }, index) => ({
    kind: 'explained',
    finding,
    text: said,
    givenIn,
    ...(isSentBack
      ? standing
      : standingOf(
          submission,
          held.slice(0, index + 1).map((h) => ({ kind: 'explained', finding: h.finding })),
        )),
  }))
}

const refuse = (issues: readonly InputIssue[]): never => {
  throw new InputError(issues)
}

const placeOf = ({ submission }: Case, finding?: number): Text =>
  finding === undefined
    ? text(`报送 ${submission.id}`, `submission ${submission.id}`)
    : text(
        `报送 ${submission.id} 第 ${finding} 条审核结果`,
        `finding ${finding} of submission ${submission.id}`,
      )

const listUnsettled = (one: Case): InputIssue[] => {
  const wanted = {
    explained: text('填报单位的真实说明', 'a real explanation of the reporting unit'),
    released: text('统计局放行', "the bureau's release"),
  }
  return (['explained', 'released'] as const).flatMap((kind) =>
    listOpenFindings(one, kind).map((number) => ({
      where: placeOf(one, number),
      found: one.submission.findings[number - 1]?.found ?? '',
      expected: wanted[kind],
    })),
  )
}

/** An explanation must explain: not empty, no filler, no copy of what was said before. */
const checkExplanation = (
  one: Case,
  wish: Extract<Wish, { finding: number }>,
  earlier: readonly string[],
): void => {
  const verdict = judgeExplanation(wish.text, earlier)
  if (!verdict.accepted)
    refuse([{ where: placeOf(one, wish.finding), found: verdict.found, expected: verdict.expected }])
}

/** A release is the bureau's word, given once: a second one would only hide whose it was. */
const checkNotReleased = (one: Case, { finding }: Extract<Wish, { finding: number }>): void => {
  const done = one.decisions.find((d) => d.kind === 'released' && d.finding === finding)
  if (!done) return
  refuse([
    {
      where: placeOf(one, finding),
      found: text(
        `已由${done.actor}于${done.on}放行「${done.text}」`,
        `released by ${done.actor} on ${done.on}: "${done.text}"`,
      ),
      expected: text('尚未放行的审核结果', 'a finding that is not released yet'),
    },
  ])
}

const settle = (
  one: Case,
  wish: Extract<Wish, { finding: number }>,
  earlier: readonly string[],
): Pick<Decision, 'outcome' | 'inForce'> => {
  const finding = one.submission.findings[wish.finding - 1]
  if (finding?.class !== SETTLES[wish.kind])
    refuse([
      {
        where: placeOf(one, wish.finding),
        found: finding ? FINDING_CLASSES[finding.class] : '—',
        expected: text(
          wish.kind === 'explained' ? '核实性的审核结果' : '准强制性的审核结果',
          `a finding of class ${SETTLES[wish.kind]}`,
        ),
      },
    ])
  if (wish.kind === 'explained') checkExplanation(one, wish, earlier)
  if (wish.kind === 'released') checkNotReleased(one, wish)
  return standingOf(one.submission, [...one.decisions, wish])
}

/**
 * The step that a wish leads to. Acceptance needs every 核实性 finding explained and every 准强制性 one released; a
 * submission that was returned or could not be read takes no further step: the unit sends a new one.
 * `earlier` are the unit's explanations before this one. @throws InputError with everything that stands in the way.
 */
export const decide = (
  one: Case,
  wish: Wish,
  earlier: readonly string[] = [],
): Pick<Decision, 'outcome' | 'inForce'> => {
  const now = one.decisions.at(-1)?.outcome ?? one.submission.outcome
  if (now !== 'accepted' && now !== 'to-explain')
    refuse([
      {
        where: placeOf(one),
        found: OUTCOMES[now],
        expected: text(
          '已接收或待说明的报送；退回的由填报单位重新报送',
          'a submission that was received; a returned one is sent anew',
        ),
      },
    ])
  if (one.replacedBy !== null && wish.kind !== 'returned')
    refuse([
      {
        where: placeOf(one),
        found: text(`已由报送 ${one.replacedBy} 替代`, `replaced by ${one.replacedBy}`),
        expected: text(`最新的报送 ${one.replacedBy}`, `the newest submission, ${one.replacedBy}`),
      },
    ])
  switch (wish.kind) {
    case 'explained':
    case 'released':
      return settle(one, wish, earlier)
    case 'returned':
      return { outcome: 'returned', inForce: false }
    case 'accepted': {
      const unsettled = listUnsettled(one)
      if (unsettled.length > 0) refuse(unsettled)
      return { outcome: 'accepted', inForce: true }
    }
  }
}
