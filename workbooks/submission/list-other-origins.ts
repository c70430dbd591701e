/** Knows which tables of a workbook are of another unit or period than the others: one file is one unit's, of one period. */
import type { Finding } from '../../indicators/finding.ts'
import { text } from '../../indicators/text.ts'
import type { TableOrigin } from './find-origins.ts'
import type { SubmissionPart } from './submission-reading.ts'
import type { Claim } from './witnesses.ts'

type Aspect = keyof TableOrigin['claims']

const ASPECTS: Readonly<Record<Aspect, { rule: string; zh: string; en: string }>> = {
  unit: { rule: 'form.units', zh: '填报单位', en: 'reporting unit' },
  period: { rule: 'form.periods', zh: '报告期', en: 'period' },
}

/** Whether tables of several units or periods were found in the workbook. */
export const areOfSeveralOrigins = (findings: readonly Finding[]): boolean =>
  findings.some(({ rule }) => Object.values(ASPECTS).some((aspect) => aspect.rule === rule))

interface Claimed extends Claim {
  readonly sheet: string
}

const otherOrigin = (aspect: Aspect, claim: Claimed, main: Claimed): Finding => {
  const { rule, zh, en } = ASPECTS[aspect]
  return {
    rule,
    class: 'mandatory',
    sheet: claim.sheet,
    cell: claim.cell,
    found: `${zh}：${claim.words}`,
    expected: text(
      `与工作表「${main.sheet}」相同的${zh}：${main.words}；写错的请更正，没有写错的请把这张表另存为一个文件单独报送（一个文件只报一个单位、一个报告期，在此之前整个文件的数字都不计入）`,
      `the ${en} of the sheet ${main.sheet}: ${main.words}; correct it where it is wrong, else send this table in a file of its own (a file is one unit's, of one period; until then no figure of it counts)`,
    ),
  }
}

/** Tables whose columns are periods speak of many: the latest of all of them is the period of their part. */
const claimsOf = (aspect: Aspect, origins: readonly TableOrigin[]): readonly Claimed[] => {
  const claims = origins.flatMap(({ table, claims: { [aspect]: claim } }) =>
    claim ? [{ ...claim, sheet: table.map.sheet.name }] : [],
  )
  const [first] = origins
  const ofPeriods = first?.table.form.columns.some((c) => c.holds.kind === 'period')
  if (aspect === 'unit' || !ofPeriods) return claims
  return claims.toSorted((a, b) => (a.key < b.key ? 1 : -1)).slice(0, 1)
}

/**
 * A finding for every table that is of another unit or period than the part under which the file would be filed: its
 * figures would count for the wrong sender, or outside their own chain of submissions.
 */
export const listOtherOrigins = (
  groups: readonly (readonly TableOrigin[])[],
  { unit, period }: Pick<SubmissionPart, 'unit' | 'period'>,
): readonly Finding[] =>
  (
    [
      ['unit', unit?.code],
      ['period', period],
    ] as const
  ).flatMap(([aspect, settled]) => {
    const claims = groups.flatMap((group) => claimsOf(aspect, group))
    const main = claims.find((c) => c.key === settled) ?? claims[0]
    return claims.flatMap((c) => (main && c.key !== main.key ? [otherOrigin(aspect, c, main)] : []))
  })
