/** Knows what a check found: a row in a report, with its place and what to do. */
import type { RegionCode, VariableCode } from './codes.ts'
import type { Figure, Measure, ReadObservation } from './observation.ts'
import type { Period } from './period.ts'
import { text, type Text } from './text.ts'

/** 审核类别 and its consequence: blocks; needs the bureau's release; needs a real explanation; only said. */
export const FINDING_CLASSES = {
  mandatory: text('强制性', 'mandatory'),
  quasi_mandatory: text('准强制性', 'quasi-mandatory'),
  verification: text('核实性', 'verification'),
  notice: text('提示', 'notice'),
} as const satisfies Record<string, Text>
export type FindingClass = keyof typeof FINDING_CLASSES

/** The figure that a finding speaks of. */
export interface FindingSubject {
  readonly variable: VariableCode
  readonly region: RegionCode
  readonly period: Period
  readonly measure: Measure
  /** What was judged: the figure, or for a relation all that it found; an explanation holds while this stays the same. */
  readonly basis: string
}

export interface Finding {
  /** Code of the rule, e.g. `read.number`, `form.period`. */
  readonly rule: string
  readonly class: FindingClass
  readonly sheet: string
  /** Empty when the finding speaks of the whole sheet or file. */
  readonly cell: string
  readonly found: string
  readonly expected: Text
  /** Absent where the finding speaks of no figure that was read. */
  readonly about?: FindingSubject
}

/** What blocks comes first. */
export const CLASS_ORDER: readonly FindingClass[] = ['mandatory', 'quasi_mandatory', 'verification', 'notice']

/** The findings of a submission in the order in which everyone numbers them: by class, then as they were made. */
export const orderFindings = (findings: readonly Finding[]): readonly Finding[] =>
  findings.toSorted((a, b) => CLASS_ORDER.indexOf(a.class) - CLASS_ORDER.indexOf(b.class))

const basisOf = (figure: Figure): string =>
  'value' in figure ? `${figure.bound === 'exact' ? '' : `${figure.bound} `}${figure.value}` : figure.missing

/** A figure as what a finding is about. */
export const subjectOf = (
  { variable, region, period, measure, figure }: ReadObservation,
  basis = basisOf(figure),
): FindingSubject => ({ variable, region, period, measure, basis })

/** Findings on a cell speak of the figure that was read there, where they do not say so themselves. */
export const withSubjects = (
  findings: readonly Finding[],
  observations: readonly ReadObservation[],
): readonly Finding[] => {
  const cells = new Map(observations.map((o) => [`${o.sheet}!${o.cell}`, o]))
  return findings.map((finding) => {
    const read = cells.get(`${finding.sheet}!${finding.cell}`)
    return finding.about || !read ? finding : { ...finding, about: subjectOf(read) }
  })
}
