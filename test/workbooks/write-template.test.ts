/** Knows that a template that is written, filled in and read gives exactly what was filled in, and that it is locked and stamped. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import ExcelJS from 'exceljs'
import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import { InputError } from '../../indicators/input-error.ts'
import type { Measure } from '../../indicators/observation.ts'
import { parsePeriod } from '../../indicators/period.ts'
import { readSubmission } from '../../workbooks/read-submission.ts'
import type { TemplateEntry } from '../../workbooks/template/entries.ts'
import { writeTemplate, type TemplateOrder } from '../../workbooks/write-template.ts'
import { readGrid } from './reading.ts'
import { catalogue, countyForm, departmentForm } from './small-catalogue.ts'
import { lackingOffice, missingOffice, saveWithOffice } from '../office.ts'

const unitOf = (code: string) => {
  const unit = catalogue.reportingUnits.find((u) => u.code === code)
  if (!unit) throw new Error(code)
  return unit
}
const department: TemplateOrder = {
  form: departmentForm,
  unit: unitOf('zj-jxt'),
  period: parsePeriod('2020-07'),
  variables: catalogue.variables,
}
const county: TemplateOrder = {
  form: countyForm,
  unit: unitOf('429021000000'),
  period: parsePeriod('2016-03'),
  variables: catalogue.variables,
}

const readBack = async (order: TemplateOrder) => {
  const grid = await readGrid(await writeTemplate(order))
  return readSubmission({ grid, file: '报表.xlsx', catalogue, given: {} })
}

const sheetOf = async (order: TemplateOrder): Promise<ExcelJS.Worksheet> => {
  const workbook = new ExcelJS.Workbook()
  await workbook.xlsx.load(new Uint8Array(await writeTemplate(order)).buffer)
  const [sheet] = workbook.worksheets
  if (!sheet) throw new Error('no sheet')
  return sheet
}

describe('write, fill in, read', () => {
  test('figures, bounds, marks, statuses and notes come back without a finding', async () => {
    const entries: readonly TemplateEntry[] = [
      {
        variable: 'software',
        measure: 'current',
        value: 500.55,
        status: 'preliminary',
        note: '含规模以下 _x0041_',
      },
      { variable: 'software', measure: 'ytd', value: 3820.1, status: 'preliminary' },
      { variable: 'software_products', measure: 'growth_ytd', value: -8.5 },
      { variable: 'online_retail', measure: 'ytd', value: '…' },
      { variable: 'cloud_firms', measure: 'end', value: '>35' },
    ]
    const reading = await readBack({ ...department, entries })
    expect([reading.findings, reading.unit?.code, reading.period]).toEqual([[], 'zj-jxt', '2020-07'])
    expect(reading.observations.map((o) => [o.variable, o.measure, o.figure, o.status, o.note])).toEqual([
      ['software', 'current', { value: 500.55, bound: 'exact' }, 'preliminary', '含规模以下 _x0041_'],
      ['software', 'ytd', { value: 3820.1, bound: 'exact' }, 'preliminary', '含规模以下 _x0041_'],
      ['software_products', 'growth_ytd', { value: -8.5, bound: 'exact' }, 'flash', ''],
      ['online_retail', 'ytd', { missing: 'below_smallest_unit' }, 'flash', ''],
      ['cloud_firms', 'end', { value: 35, bound: 'lower' }, 'flash', ''],
    ])
  })

  test('any figures on the county form, where one name stands under two parents', async () => {
    const measures = ['current', 'ytd', 'prior_current', 'prior_ytd'] as const
    const entry = fc.record({
      variable: fc.constantFrom(...countyForm.items.map((i) => i.variable)),
      measure: fc.constantFrom<Measure>(...measures),
      value: fc.integer({ min: -1e9, max: 1e9 }).map((n) => n * 10000),
    })
    const entries = fc.uniqueArray(entry, { selector: (e) => `${e.variable} ${e.measure}`, maxLength: 20 })
    await fc.assert(
      fc.asyncProperty(entries, async (some) => {
        const reading = await readBack({ ...county, entries: some })
        expect(reading.findings).toEqual([])
        expect(reading.read).toBe(some.length)
        const got = reading.observations.flatMap((o) =>
          'value' in o.figure ? [`${o.variable} ${o.measure} ${o.figure.value * 10000}`] : [],
        )
        expect(got.toSorted()).toEqual(some.map((e) => `${e.variable} ${e.measure} ${e.value}`).toSorted())
      }),
      { numRuns: 15 },
    )
  })

  test('合成数据 is printed and every figure bears it', async () => {
    const entries = [{ variable: 'software', measure: 'ytd', value: 1 }] as const
    const reading = await readBack({ ...department, entries, synthetic: true })
    expect([reading.findings, reading.observations.map((o) => o.synthetic)]).toEqual([[], [true]])
    expect((await sheetOf({ ...department, synthetic: true })).getCell('A2').text).toContain('合成数据')
  })
})

describe('what is handed to a person', () => {
  test('only the items of the unit, locked but for the cells to fill in, with number and status rules', async () => {
    const sheet = await sheetOf({
      ...department,
      prior: (variable) =>
        variable === 'software'
          ? { last: { period: parsePeriod('2020-06'), value: 3256.4, bound: 'exact' as const } }
          : undefined,
    })
    const rows = new Map<string, number>()
    sheet.eachRow((row) => rows.set(row.getCell(1).text.trim(), row.number))
    expect(rows.has('技术交易额')).toBe(false)
    const software = rows.get('软件业务收入') ?? 0
    const [taken, notTaken, status] = [
      sheet.getCell(software, 4),
      sheet.getCell(software, 6),
      sheet.getCell(software, 8),
    ]
    expect([
      taken.protection?.locked,
      notTaken.protection?.locked ?? true,
      status.protection?.locked,
    ]).toEqual([false, true, false])
    expect(notTaken.text).toBe('—')
    expect(taken.dataValidation).toMatchObject({ type: 'decimal', prompt: '上期（2020年6月）：3256.4' })
    expect(status.dataValidation).toMatchObject({
      type: 'list',
      formulae: ['"快报,初步,核实,最终,普查修订,更正"'],
    })
    expect(sheet.pageSetup).toMatchObject({ paperSize: 9, orientation: 'landscape', fitToWidth: 1 })
  })

  test('what was reported before stands on a sheet of its own, with this period’s figures as they are filled in', async () => {
    const workbook = new ExcelJS.Workbook()
    const last = { period: parsePeriod('2020-06'), value: 3256.4, bound: 'exact' as const }
    const lastYear = { period: parsePeriod('2019-07'), value: 3000, bound: 'exact' as const }
    const order: TemplateOrder = {
      ...department,
      prior: (variable, measure) =>
        variable === 'software' && measure === 'ytd' ? { last, lastYear } : undefined,
    }
    await workbook.xlsx.load(new Uint8Array(await writeTemplate(order)).buffer)
    const sheet = workbook.getWorksheet('上期对照')
    const [, , head, , row] = sheet?.getRows(1, 5) ?? []
    const texts = (some: ExcelJS.Row | undefined) =>
      Array.from({ length: 9 }, (_, i) => some?.getCell(i + 1).value)
    expect(texts(head).slice(4, 7)).toEqual(['上期\n2020年6月', '上年同期\n2019年7月', '本期\n2020年7月'])
    expect(texts(row).slice(2, 6)).toEqual(['1-本月', '亿元', 3256.4, 3000])
    expect(row?.getCell(7).formula).toMatch(
      /^IF\('浙数经月1表 2020年7月'!([A-Z]\d+)="","",'浙数经月1表 2020年7月'!\1\)$/,
    )
    expect(row?.getCell(8).formula).toBe('IF(AND(ISNUMBER(G5),ISNUMBER(E5),E5<>0),(G5/E5-1)*100,"")')
    expect(sheet).toHaveProperty('sheetProtection.sheet', true)
  })

  test('figures of before are no figures of the period: beside them a template reads as without', async () => {
    const entries = [{ variable: 'software', measure: 'ytd', value: 3820.1 }] as const
    const lastYear = { period: parsePeriod('2019-07'), value: 3000, bound: 'exact' as const }
    expect(await readBack({ ...department, entries, prior: () => ({ last: lastYear, lastYear }) })).toEqual(
      await readBack({ ...department, entries }),
    )
  })

  test('an item says what is counted', async () => {
    const variables = catalogue.variables.map((v) =>
      v.code === 'software' ? { ...v, scope: '软件业统计口径' } : v,
    )
    const sheet = await sheetOf({ ...department, variables })
    const notes: string[] = []
    sheet.eachRow((row) => {
      const { note } = row.getCell(1)
      if (typeof note === 'object') notes.push((note.texts ?? []).map((run) => run.text).join(''))
    })
    expect(notes.some((note) => note.startsWith('口径：软件业统计口径'))).toBe(true)
  })

  test('the same order gives the same bytes, whatever the day', async () => {
    vi.useFakeTimers({ now: Date.UTC(2020, 7, 3), toFake: ['Date'] })
    const first = await writeTemplate(department)
    vi.setSystemTime(Date.UTC(2026, 1, 1))
    const second = await writeTemplate(department)
    vi.useRealTimers()
    expect(Buffer.compare(first, second)).toBe(0)
  })

  test('the sheet is protected, the stamp very hidden and true', async () => {
    const workbook = new ExcelJS.Workbook()
    await workbook.xlsx.load(new Uint8Array(await writeTemplate(department)).buffer)
    const stamp = workbook.getWorksheet('_beizeng')
    expect(stamp?.state).toBe('veryHidden')
    expect(stamp?.getSheetValues().slice(1)).toEqual(
      [
        ['form', 'dept-monthly'],
        ['version', '2'],
        ['unit', 'zj-jxt'],
        ['period', '2020-07'],
        ['synthetic', 'no'],
      ].map((r) => [undefined, ...r]),
    )
    expect(workbook.worksheets[0]).toHaveProperty('sheetProtection.sheet', true)
  })

  test('an item of another unit is printed only where one’s own items hang on it', async () => {
    const items = departmentForm.items.map((i) =>
      i.variable === 'software' ? { ...i, reportingUnits: [unitOf('zj-kjt').code] } : i,
    )
    const order = { ...department, form: { ...departmentForm, items } }
    const grid = await readGrid(
      await writeTemplate({
        ...order,
        entries: [{ variable: 'software_products', measure: 'ytd', value: 7 }],
      }),
    )
    const reading = readSubmission({
      grid,
      file: 'x',
      catalogue: { ...catalogue, forms: [order.form] },
      given: {},
    })
    expect([reading.findings, reading.observations.map((o) => o.figure)]).toEqual([
      [],
      [{ value: 7, bound: 'exact' }],
    ])
    await expect(
      writeTemplate({ ...order, entries: [{ variable: 'software', measure: 'ytd', value: 1 }] }),
    ).rejects.toThrow(InputError)
  })

  test('every entry without a place is named', async () => {
    const entries = [
      { variable: 'software', measure: 'end', value: 1 },
      { variable: 'nothing', measure: 'ytd', value: 1 },
    ] as const
    const error = await writeTemplate({ ...department, entries }).catch((e: unknown) => e)
    expect(error).toBeInstanceOf(InputError)
    expect(error).toHaveProperty('issues.length', 2)
    await expect(writeTemplate({ ...department, period: parsePeriod('2020') })).rejects.toThrow(/2020-07/)
  })
})

test.skipIf(missingOffice !== undefined)(
  `saved anew by LibreOffice, as .xlsx and as .xls, it reads as it was filled in${lackingOffice}`,
  { timeout: 60_000 },
  async () => {
    const entries = [
      { variable: 'software', measure: 'current', value: 500.55, note: '含规模以下' },
      { variable: 'software', measure: 'ytd', value: 3820.1 },
      { variable: 'online_retail', measure: 'ytd', value: '…' },
      { variable: 'cloud_firms', measure: 'end', value: '>35' },
    ] as const
    const lastYear = { period: parsePeriod('2019-07'), value: 3000, bound: 'exact' as const }
    const order: TemplateOrder = { ...department, entries, prior: () => ({ lastYear }) }
    const folder = await mkdtemp(join(tmpdir(), 'template-'))
    try {
      await writeFile(join(folder, '报表.xlsx'), await writeTemplate(order))
      const before = await readBack(order)
      for (const kind of ['xlsx', 'xls']) {
        saveWithOffice(kind, join(folder, 'saved'), [join(folder, '报表.xlsx')])
        const grid = await readGrid(await readFile(join(folder, 'saved', `报表.${kind}`)))
        expect(grid.kind).toBe(kind)
        const after = readSubmission({ grid, file: '报表.xlsx', catalogue, given: {} })
        expect([after.findings, after.observations], kind).toEqual([before.findings, before.observations])
        expect(after.read).toBe(3)
      }
    } finally {
      await rm(folder, { recursive: true })
    }
  },
)
