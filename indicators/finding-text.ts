/** Knows how a finding is told: its number, its class, its place, what was found, what was expected, how it was settled. */
import type { Decision } from './desk.ts'
import { FINDING_CLASSES, type Finding } from './finding.ts'
import type { Language } from './text.ts'

/** A finding as the contract of `findings --json` has it. */
const describeFinding = (finding: Finding, language: Language) => ({
  rule: finding.rule,
  class: FINDING_CLASSES[finding.class][language],
  sheet: finding.sheet,
  cell: finding.cell,
  found: finding.found,
  expected: finding.expected[language],
  ...(finding.about ? { about: finding.about } : {}),
})

/** All findings of a submission by their numbers, each with the step that settled it. */
export const describeFindings = (
  findings: readonly Finding[],
  decisions: readonly Decision[],
  language: Language,
) =>
  findings.map((finding, index) => {
    const step = decisions.findLast(
      (d) => d.finding === index + 1 && (d.kind === 'explained' || d.kind === 'released'),
    )
    const settled = step && {
      kind: step.kind,
      text: step.text,
      by: step.actor,
      on: step.on,
      givenIn: step.givenIn ?? step.submission,
    }
    return { number: index + 1, ...describeFinding(finding, language), settled: settled ?? null }
  })
type Described = ReturnType<typeof describeFindings>[number]

const settledText = ({ settled }: Described, language: Language): string => {
  if (!settled) return ''
  const { kind, text, by, on, givenIn } = settled
  return language === 'zh'
    ? `\n    ${kind === 'explained' ? '已说明' : '已放行'}「${text}」（${by}，${on}，${givenIn}）`
    : `\n    ${kind} "${text}" (${by}, ${on}, ${givenIn})`
}

/** One line for people, a second one where it was settled. */
export const renderFinding = (finding: Described, language: Language): string => {
  const place = [finding.sheet, finding.cell].filter((part) => part !== '').join('!')
  const head = `${finding.number}. [${finding.class}] ${place}`
  const told =
    language === 'zh'
      ? `发现「${finding.found}」，应为 ${finding.expected}（${finding.rule}）`
      : `found "${finding.found}", expected ${finding.expected} (${finding.rule})`
  return `${head} ${told}${settledText(finding, language)}`
}
