/** Knows how the rules of a form are laid on one submission, and which of their verdicts are told. */
import { subjectOf, type Finding } from '../finding.ts'
import { text } from '../text.ts'
import { RULE_KINDS, type EditRule } from './index.ts'
import type { Verdict, Worth } from './rule-kind.ts'
import { composeSubject, type JudgedSubmission, type Subject } from './subject.ts'

interface Told {
  readonly says: Worth
  readonly finding: Finding
}

const noted = ({ expected }: Verdict, note: string | undefined) =>
  note === undefined ? expected : text(`${expected.zh}（${note}）`, `${expected.en} (${note})`)

/** A false verdict is a finding of the rule's class; an undecidable one a notice where the rule asks for it. */
const tell = (rule: EditRule, verdict: Verdict, sheet: string): readonly Finding[] => {
  const { truth, at, found } = verdict
  const { isRelation } = RULE_KINDS[rule.kind]
  const about = at ? { about: subjectOf(at, isRelation ? found : undefined) } : {}
  const place = { sheet: at?.sheet ?? sheet, cell: at?.cell ?? '' }
  if (truth === false)
    return [
      { rule: rule.code, class: rule.class, ...place, found, expected: noted(verdict, rule.note), ...about },
    ]
  if (truth === true || rule.whenBlank === 'silent') return []
  return [
    {
      rule: rule.code,
      class: 'notice',
      ...place,
      found: `无法判定：${found}`,
      expected: noted(verdict, rule.note),
      ...about,
    },
  ]
}

const judgeRule = (rule: EditRule, subject: Subject): readonly Told[] => {
  const kind = RULE_KINDS[rule.kind]
  return kind
    .judge(rule, subject)
    .flatMap((verdict) =>
      tell(rule, verdict, subject.sheet).map((finding) => ({ says: verdict.says ?? kind.says, finding })),
    )
}

const placeOf = ({ sheet, cell }: Finding): string => `${sheet}!${cell}`

/**
 * The findings of all rules on one submission, rule by rule: every one, not the first. Where a rule names the slip of a
 * cell (数量级, 符号, 当月填作累计, 照抄上期), what breaks by it (上月累计＋本月＝本月累计) is silent, and beside both of them
 * rules that only find the same cell odd (增幅异常, H–B, 累计下降): one finding for one slip.
 * A blank decides nothing: no finding, or a notice where the rule asks for it. Pure: the past comes in as it was known.
 * Example: 05 = 9 under `05≥06+07` with 06 = 6 and 07 = 4 is one finding at the cell of 05.
 */
export const judgeSubmission = (
  input: JudgedSubmission & {
    readonly rules: readonly EditRule[]
    /** Findings that named the slip of a cell already: no rule names it again. */
    readonly named?: readonly Finding[]
  },
): readonly Finding[] => {
  const subject = composeSubject(input)
  const told = input.rules.flatMap((rule) => judgeRule(rule, subject))
  const placesOf = (worths: readonly Worth[]) =>
    new Set(told.filter((t) => worths.includes(t.says)).map((t) => placeOf(t.finding)))
  const [causes, reasons] = [placesOf(['cause']), placesOf(['cause', 'symptom'])]
  const before = new Set((input.named ?? []).map(placeOf))
  return told
    .filter(({ says, finding }) => says !== 'symptom' || !causes.has(placeOf(finding)))
    .filter(({ says, finding }) => says !== 'oddity' || !reasons.has(placeOf(finding)))
    .filter(({ says, finding }) => says === 'breach' || !before.has(placeOf(finding)))
    .map((t) => t.finding)
}
