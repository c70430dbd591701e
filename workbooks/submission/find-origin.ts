/** Knows who sent a workbook and for which period: of what was given, the sheet's own words, the stamp and the file name. */
import type { Finding, FindingClass } from '../../indicators/finding.ts'
import { findSender, type Form } from '../../indicators/form.ts'
import type { Period } from '../../indicators/period.ts'
import type { ReportingUnit } from '../../indicators/reporting-unit.ts'
import { text } from '../../indicators/text.ts'
import { nameKey } from '../words/name-text.ts'
import { findPeriod } from './find-period.ts'
import { FILE, GIVEN, SHEET, STAMP, type Statement, type Witnesses } from './witnesses.ts'

export interface Origin {
  readonly unit: ReportingUnit | null
  readonly period: Period | null
  readonly findings: readonly Finding[]
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

const unitFindings = (
  w: Witnesses,
  statements: readonly Statement<ReportingUnit>[],
  chosen: ReportingUnit | undefined,
): readonly Finding[] => {
  const expected = chosen
    ? text(`${chosen.name}（${chosen.code}）`, `${chosen.name} (${chosen.code})`)
    : text('报送单位名录中的填报单位名称或代码', 'the name or the code of a registered reporting unit')
  if (statements.length === 0 && chosen)
    return [
      {
        sheet: w.sheet,
        rule: 'form.sender',
        class: 'notice',
        cell: '',
        found: text('没有写明填报单位', '').zh,
        expected: text(
          `${chosen.name}：本表式只由该单位报送，按其读取`,
          `${chosen.name}, the only unit that sends this form`,
        ),
      },
    ]
  if (statements.length === 0)
    return [
      {
        sheet: w.sheet,
        rule: 'form.unit',
        class: 'mandatory',
        cell: '',
        found: text('没有写明填报单位', '').zh,
        expected,
      },
    ]
  const given = statements[0]?.who === GIVEN
  const classOf = (s: Statement<ReportingUnit>): FindingClass => {
    if (!chosen) return 'mandatory'
    return s.value && (!given || s.who === SHEET) ? 'quasi_mandatory' : 'verification'
  }
  return statements
    .filter((s) => s.value === undefined || s.value !== chosen)
    .map((s) => ({
      sheet: w.sheet,
      rule: 'form.unit',
      class: classOf(s),
      cell: s.cell,
      found: `${s.who.zh}：${s.value && s.value.name !== s.said ? `${s.said}（${s.value.name}）` : s.said}`,
      expected,
    }))
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
    findings: [...unitFindings(witnesses, statements, unit), ...period.findings],
  }
}
