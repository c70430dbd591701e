/** Knows who sent a workbook and for which period: of what was given, the sheet's own words, the stamp and the file name. */
import type { Finding, FindingClass } from '../../indicators/finding.ts'
import { findSender, type Form } from '../../indicators/form.ts'
import type { Period } from '../../indicators/period.ts'
import type { ReportingUnit } from '../../indicators/reporting-unit.ts'
import { text, type Text } from '../../indicators/text.ts'
import { nameKey } from '../words/name-text.ts'
import { tightText } from '../words/plain-text.ts'
import { listOtherNames } from './file-name-unit.ts'
import { findPeriod } from './find-period.ts'
import { asStated, findContradiction, wrongGiven } from './given.ts'
import {
  byWords,
  FILE,
  GIVEN,
  SHEET,
  STAMP,
  type Claim,
  type Statement,
  type Witnesses,
} from './witnesses.ts'

export interface Origin {
  readonly unit: ReportingUnit | null
  readonly period: Period | null
  /** What the table itself says of both, though it was overruled; null where it has no origin. */
  readonly claims: { readonly unit: Claim | null; readonly period: Claim | null }
  readonly findings: readonly Finding[]
}

const REGISTERED = text(
  '报送单位名录中的填报单位名称或代码',
  'the name or the code of a registered reporting unit',
)

const nameOf = ({ name, code }: ReportingUnit): Text => text(`${name}（${code}）`, `${name} (${code})`)

/** The unit that was given is none, or not the one that the workbook names. */
const listWrongUnit = (
  { sheet, heading }: Witnesses,
  statements: readonly Statement<ReportingUnit>[],
): readonly Finding[] => {
  const [given] = statements
  if (given?.who !== GIVEN) return []
  const { said } = given
  if (given.value === undefined) return [wrongGiven('unit', { sheet, cell: '', said, expected: REGISTERED })]
  const against = heading.contested ? undefined : findContradiction(statements)
  if (!against) return []
  const { cell, value, who } = against
  return [wrongGiven('unit', { sheet, cell, said, expected: asStated(nameOf(value), who) })]
}

/** `E41002_…_429021000000_2016….xls` → the unit with this code. */
const unitStatements = (
  units: readonly ReportingUnit[],
  w: Witnesses,
): readonly Statement<ReportingUnit>[] => {
  const byCode = (code: string): ReportingUnit | undefined => units.find((u) => u.code === code)
  const byName = (name: string): ReportingUnit | undefined =>
    units.find((u) =>
      [u.name, ...u.aliases.map((a) => a.name)].some((known) => nameKey(known) === nameKey(name)),
    )
  const inFile = /(?<!\d)\d{12}(?!\d)/.exec(w.file)?.[0]
  const { unit } = w.heading
  return [
    ...(w.given.unit === undefined
      ? []
      : [{ who: GIVEN, said: w.given.unit, cell: '', value: byCode(w.given.unit) }]),
    ...(unit
      ? [{ who: SHEET, said: unit.text, cell: unit.cell, value: byName(unit.text) ?? byCode(unit.text) }]
      : []),
    ...(w.stamp ? [{ who: STAMP, said: w.stamp.unit, cell: '', value: byCode(w.stamp.unit) }] : []),
    ...(inFile === undefined ? [] : [{ who: FILE, said: inFile, cell: '', value: byCode(inFile) }]),
  ]
}

/** A unit that an empty 填报单位 did not name stands elsewhere in the workbook. */
const OTHERS = text('工作簿中的其他表', 'another table of the workbook')

const FORM = text('表式', 'the form')

const senderWords = (sender: ReportingUnit): Text =>
  text(`${sender.name}：本表式只由该单位报送，按其读取`, `${sender.name}, the only unit that sends this form`)

/** The sheet names no unit; an empty 填报单位 is told at its cell, whoever names the unit instead. */
const listUnsaid = (
  { sheet, heading: { emptyUnit } }: Witnesses,
  about: {
    readonly statements: readonly Statement<ReportingUnit>[]
    readonly chosen: ReportingUnit | undefined
    readonly expected: Text
  },
): readonly Finding[] => {
  const { statements, chosen, expected } = about
  if (statements.length > 0 && emptyUnit === undefined) return []
  const found = emptyUnit === undefined ? '没有写明填报单位' : '填报单位是空的'
  const place = { sheet, cell: emptyUnit ?? '', found }
  if (!chosen) return [{ ...place, rule: 'form.unit', class: 'mandatory', expected }]
  if (statements.length === 0)
    return [{ ...place, rule: 'form.sender', class: 'notice', expected: senderWords(chosen) }]
  const by = statements.find((s) => s.value === chosen)?.who ?? GIVEN
  const who = by === SHEET ? OTHERS : by
  const words = text(`${expected.zh}：按${who.zh}读取`, `${expected.en}, as ${who.en} says`)
  return [{ ...place, rule: 'form.unit', class: 'notice', expected: words }]
}

const unitFindings = (
  w: Witnesses,
  statements: readonly Statement<ReportingUnit>[],
  chosen: ReportingUnit | undefined,
): readonly Finding[] => {
  const expected = chosen ? nameOf(chosen) : REGISTERED
  const unsaid = listUnsaid(w, { statements, chosen, expected })
  if (statements.length === 0) return unsaid
  const given = statements[0]?.who === GIVEN
  const classOf = (s: Statement<ReportingUnit>): FindingClass => {
    if (!chosen) return 'mandatory'
    // A name that is not registered is another's all the same: no stamp and no file name speaks against it.
    if (s.who === SHEET && !given) return 'quasi_mandatory'
    return s.value && (!given || s.who !== FILE) ? 'quasi_mandatory' : 'verification'
  }
  const wrong = listWrongUnit(w, statements)
  // Where the given word is wrong, that is said once, of it and not of the workbook.
  const contrary = statements
    .filter((s) => wrong.length === 0 && (s.value === undefined || s.value !== chosen))
    .map((s) => ({
      sheet: w.sheet,
      rule: 'form.unit',
      class: classOf(s),
      cell: s.cell,
      found: `${s.who.zh}：${s.value && s.value.name !== s.said ? `${s.said}（${s.value.name}）` : s.said}`,
      expected,
    }))
  return [...wrong, ...unsaid, ...contrary]
}

const unitClaim = (
  { heading }: Witnesses,
  statements: readonly Statement<ReportingUnit>[],
  unit: ReportingUnit | undefined,
): Claim | null => {
  const said = statements.find((s) => s.who === SHEET)
  if (said && !said.value) return { key: tightText(said.said), words: said.said, cell: said.cell }
  const claimed = said?.value ?? unit
  if (!claimed) return null
  const who = said ?? statements.find((s) => s.value === claimed)
  const words = `${claimed.name}（${claimed.code}）${byWords(who?.who ?? FORM)}`
  return { key: claimed.code, words, cell: said?.cell ?? heading.emptyUnit ?? '' }
}

/** Settles unit and period; what disagrees with the choice is a finding, what cannot be settled is null with a mandatory one. */
export const findOrigin = (form: Form, units: readonly ReportingUnit[], witnesses: Witnesses): Origin => {
  const statements = unitStatements(units, witnesses)
  const sender = findSender(form)
  const stated = statements[0]?.who === GIVEN ? statements[0].value : statements.find((s) => s.value)?.value
  const unit = statements.length === 0 ? units.find((u) => u.code === sender) : stated
  const period = findPeriod(form, witnesses)
  return {
    unit: unit ?? null,
    period: period.period,
    claims: { unit: unitClaim(witnesses, statements, unit), period: period.claim },
    findings: [
      ...unitFindings(witnesses, statements, unit),
      ...listOtherNames(witnesses, units, unit),
      ...period.findings,
    ],
  }
}
