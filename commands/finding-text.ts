/** Knows how a finding is told: its class, its place, what was found, what was expected. */
import { FINDING_CLASSES, type Finding } from '../indicators/finding.ts'
import type { Language } from '../indicators/text.ts'

/** A finding as the contract of `findings --json` has it. */
export const describeFinding = (finding: Finding, language: Language) => ({
  rule: finding.rule,
  class: FINDING_CLASSES[finding.class][language],
  sheet: finding.sheet,
  cell: finding.cell,
  found: finding.found,
  expected: finding.expected[language],
})

/** One line for people. */
export const renderFinding = (finding: ReturnType<typeof describeFinding>, language: Language): string => {
  const place = [finding.sheet, finding.cell].filter((part) => part !== '').join('!')
  const [found, expected] = language === 'zh' ? ['发现', '应为'] : ['found', 'expected']
  return `[${finding.class}] ${place} ${found}「${finding.found}」，${expected} ${finding.expected}（${finding.rule}）`
}
