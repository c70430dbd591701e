/** Knows that the assessment workbook re-computes to its own figures and is the page that one hands in. */
import ExcelJS from 'exceljs'
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { tabulateAssessments, type AssessmentTable } from '../../indicators/assessment-table.ts'
import { parseRegionCode, parseVariableCode } from '../../indicators/codes.ts'
import type { Observation } from '../../indicators/observation.ts'
import { parseDay, parsePeriod } from '../../indicators/period.ts'
import type { Plan } from '../../indicators/plan.ts'
import { text } from '../../indicators/text.ts'
import { writeAssessmentTable, type FigureSource } from '../../workbooks/write-assessment-table.ts'
import { assessed, assessments2020, plan, share2019 } from '../indicators/sample.ts'

const asOf = parseDay('2021-12-31')
const table2020 = tabulateAssessments({ plan, year: 2020, assessments: assessments2020(), asOf })
const cloud = assessed('cloud_firms', {
  period: '2019',
  known: '2020-01-18',
  value: 35,
  planned: 18 * (40 / 18) ** (2 / 3),
  derived: true,
  light: 'green',
  class: 'ahead',
  bound: 'lower',
})
const table2019 = tabulateAssessments({ plan, year: 2019, assessments: [share2019(), cloud], asOf })

const observation = (id: string, changes: Partial<Observation> = {}): Observation => ({
  id,
  variable: parseVariableCode('digital_economy_va'),
  region: parseRegionCode('330000'),
  period: parsePeriod('2020'),
  measure: 'current',
  figure: { value: 30218, bound: 'exact' },
  unit: '亿元',
  reported: { text: '３０２１８', unit: '亿元' },
  vintage: { known: parseDay('2021-07-05'), status: 'preliminary' },
  note: '',
  synthetic: false,
  source: { submission: 's1', file: '=cmd|年报.xlsx', sheet: '@表1', cell: 'C7' },
  ...changes,
})
const sources: FigureSource[] = table2020.groups
  .flatMap((g) => g.rows)
  .filter((r) => r.code === 'digital_economy_va')
  .flatMap((r) => [
    { indicator: r.code, observation: observation('obs-digital_economy_va-2020') },
    { indicator: r.code, observation: observation('obs-blank', { figure: { missing: 'not_reported' } }) },
  ])

const written = async (table: AssessmentTable): Promise<ExcelJS.Workbook> => {
  const bytes = await writeAssessmentTable(table, {
    compiler: '浙江省统计局',
    made: parseDay('2022-01-10'),
    tableNumber: '浙数经评年1表',
    created: new Date('2022-01-10T00:00:00Z'),
    sources,
  })
  const workbook = new ExcelJS.Workbook()
  await workbook.xlsx.load(new Uint8Array(bytes).buffer)
  return workbook
}
const sheetOf = (workbook: ExcelJS.Workbook, name: string): ExcelJS.Worksheet => {
  const sheet = workbook.getWorksheet(name)
  if (!sheet) throw new Error(`no sheet ${name}`)
  return sheet
}
const textsOf = (sheet: ExcelJS.Worksheet): string[] => {
  const texts: string[] = []
  sheet.eachRow((row) => row.eachCell((cell) => texts.push(cell.text)))
  return texts
}
/** The printed row of an indicator: content by column letter. */
const rowOf = (workbook: ExcelJS.Workbook, code: string): ExcelJS.Row => {
  const sheet = sheetOf(workbook, '年度评估表')
  const found = (sheet.getRows(1, sheet.rowCount) ?? []).find((r) => r.getCell('D').value === code)
  if (!found) throw new Error(`no row of ${code}`)
  return found
}

/** Re-computes a formula of + − * / ^ and references from the numbers that stand in the workbook, formulas included. */
const recompute = (workbook: ExcelJS.Workbook, sheet: string, cell: ExcelJS.Cell): number => {
  const valueAt = (name: string, address: string): number => {
    const other = sheetOf(workbook, name).getCell(address)
    return other.formula ? recompute(workbook, name, other) : Number(other.value)
  }
  const js = (cell.formula ?? '')
    .replace(/'([^']+)'!([A-Z]+\d+)/g, (_, name: string, at: string) => `(${valueAt(name, at)})`)
    .replace(/\b([A-Z]+\d+)\b/g, (at: string) => `(${valueAt(sheet, at)})`)
    .replaceAll('^', '**')
  if (!/^[\d.()+\-*/e]+$/.test(js)) throw new Error(`not arithmetic: ${cell.formula}`)
  return Number(new Function(`return ${js}`)())
}

describe.each([
  ['2020', table2020, 22],
  ['2019', table2019, 56],
] as const)('the workbook of %s', (_, table, expected) => {
  test('every formula gives the figure that stands beside it', async () => {
    const workbook = await written(table)
    let count = 0
    workbook.eachSheet((sheet) =>
      sheet.eachRow((row) =>
        row.eachCell((cell) => {
          if (!cell.formula) return
          count += 1
          const again = recompute(workbook, sheet.name, cell)
          expect(Math.abs(again - Number(cell.result))).toBeLessThan(1e-9 * Math.max(1, Math.abs(again)))
        }),
      ),
    )
    expect(count).toBe(expected)
  })
})

describe('the page that is handed in', () => {
  let workbook: ExcelJS.Workbook
  beforeAll(async () => {
    workbook = await written(table2020)
  })

  test('bears title, imprint, signatures and the notes, and prints one page wide with its header repeated', () => {
    const sheet = sheetOf(workbook, '年度评估表')
    const texts = textsOf(sheet).join('\n')
    for (const words of [
      '《浙江省数字经济五年倍增计划》2020年度实施情况评估表',
      '表　　号：浙数经评年1表',
      '编制单位：浙江省统计局',
      '数据截至：2021年12月31日　　制表日期：2022年1月10日',
      '本表含合成数据，仅供演练，不得引用',
      '统计负责人：',
      '报出日期：',
      '指标 24 项。灯号：●绿 3　▲蓝 1　■黄 1　◆红 0　○灰 19。',
      '增量完成度 P＝',
    ])
      expect(texts).toContain(words)
    expect(sheet.pageSetup).toMatchObject({
      paperSize: 9,
      orientation: 'landscape',
      fitToPage: true,
      fitToWidth: 1,
      fitToHeight: 0,
      printTitlesRow: '4:6',
    })
    expect(sheet.headerFooter.oddFooter).toContain('&P')
  })

  test('a row carries figure, vintage, live P and L, light with symbol and word, and the place of the figure', () => {
    const row = rowOf(workbook, 'digital_economy_va')
    expect([row.getCell('E').value, row.getCell('F').value, row.getCell('H').value]).toEqual([
      20658, 30000, 30218,
    ])
    expect(row.getCell('I').value).toBe('初步\n2021-07-05')
    expect(row.getCell('K').formula).toMatch(/^\(H\d+-E\d+\)\/\(F\d+-E\d+\)\*100$/)
    expect(Number(row.getCell('K').result)).toBeCloseTo(102.33, 2)
    expect(Number(row.getCell('L').result)).toBeCloseTo(100.73, 2)
    expect([row.getCell('M').value, row.getCell('N').value]).toEqual(['● 达到进度', '基本符合预期'])
    expect(row.getCell('R').value).toBe('来源：=cmd|年报.xlsx @表1!C7')
    expect(rowOf(workbook, 'internet_penetration').getCell('F').numFmt).toBe('"≥"0.0')
    expect(rowOf(workbook, 'cloud_firms').getCell('R').text).toContain('下限')
    expect(rowOf(workbook, 'industrial_robots').getCell('R').text).toContain('合成数据')
  })

  test('a grey row shows a dash for what is not known, and why', () => {
    const row = rowOf(workbook, 'cnc_rate')
    expect(['H', 'I', 'J', 'K', 'L', 'Q'].map((c) => row.getCell(c).value)).toEqual(
      Array.from({ length: 6 }, () => '—'),
    )
    expect(row.getCell('M').value).toBe('○ 数据不足')
    const review = rowOf(workbook, 'software_revenue')
    expect([review.getCell('H').value, review.getCell('K').value]).toEqual([7036, '—'])
    expect(review.getCell('M').value).toBe('○ 口径变动待核')
  })

  test('the other vintage stands on the computation sheet with its own P, the sources on theirs', () => {
    const computation = textsOf(sheetOf(workbook, '计算过程'))
    expect(computation).toContain('普查修订 2021-12-30')
    expect(computation.some((t) => t.startsWith('71.69'))).toBe(true)
    const source = textsOf(sheetOf(workbook, '数据来源'))
    for (const words of ['obs-digital_economy_va-2020', '３０２１８ 亿元', 'C7', '未报'])
      expect(source).toContain(words)
  })

  test('no text can be taken for a formula, and the properties are those that were passed in', () => {
    expect(textsOf(sheetOf(workbook, '数据来源'))).toContain("'=cmd|年报.xlsx")
    workbook.eachSheet((sheet) =>
      sheet.eachRow((row) =>
        row.eachCell((cell) => {
          if (typeof cell.value === 'string') expect(cell.value).not.toMatch(/^[=+\-@\t\r＝＋－＠]/)
        }),
      ),
    )
    expect(workbook.created.toISOString()).toBe('2022-01-10T00:00:00.000Z')
    expect(workbook.creator).toBe('浙江省统计局')
  })
})

test('a derived path is a live reference to its computation, and says 推算', async () => {
  const workbook = await written(table2019)
  const row = rowOf(workbook, 'digital_economy_gdp_share')
  expect(row.getCell('F').formula).toBe("'计算过程'!M5")
  expect([Number(row.getCell('F').result).toFixed(4), row.getCell('G').value]).toEqual(['44.6333', '推算'])
  expect([Number(row.getCell('K').result).toFixed(2), row.getCell('M').value]).toEqual(['71.83', '■ 滞后'])
})

describe('the same table', () => {
  afterEach(() => {
    vi.useRealTimers()
  })

  test('has the same bytes whenever it is written', async () => {
    const options = { made: asOf, created: new Date('2022-01-10T00:00:00Z'), sources }
    const at = (now: string): Promise<Uint8Array> => {
      vi.useFakeTimers({ toFake: ['Date'], now: new Date(now) })
      return writeAssessmentTable(table2020, options)
    }
    const [first, second] = [await at('2022-01-10T08:00:00Z'), await at('2031-05-06T07:08:09Z')]
    expect(Buffer.compare(first, second)).toBe(0)
  })
})

test('a P that does not follow from the row is a figure, not a formula', async () => {
  const odd = { ...share2019(), progress: 70 }
  const workbook = await written(tabulateAssessments({ plan, year: 2019, assessments: [odd], asOf }))
  expect(rowOf(workbook, 'digital_economy_gdp_share').getCell('K').value).toBe(70)
})

test('names written by others cannot break the page', async () => {
  const evil = '+1" <b>&\u0000_x0041_'
  const named: Plan = { ...plan, indicators: plan.indicators.map((i) => ({ ...i, name: evil })) }
  const table = tabulateAssessments({ plan: named, year: 2020, assessments: assessments2020(), asOf })
  const row = rowOf(await written({ ...table, notes: [text(evil, evil)] }), 'digital_economy_va')
  expect(row.getCell('B').text).toBe('\'+1" <b>&\uFFFD_x0041_')
})
